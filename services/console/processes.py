"""Child processes: started so that they end with us, each with a log file, a name and its own group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from console.errors import StartError

GUARD = Path(__file__).with_name("guard.py")


class Process(Protocol):
    """What is asked of a process, as `subprocess.Popen` answers it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """The exit status, negative for the signal that ended it; None while it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        ...


class Start(Protocol):
    """Starts a program that ends with us, its output appended to `log`."""

    def __call__(
        self, name: str, command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str]
    ) -> Child: ...


@dataclass(frozen=True)
class Account:
    """The user and group a program runs as."""

    uid: int
    gid: int


class Child:
    """A running program that we started, and every process it starts in turn."""

    def __init__(self, name: str, process: Process, log: Path, log_start: int) -> None:
        self.name = name
        self.log = log
        self._log_start = log_start
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """To the program itself, not to the processes it started; nothing happens when it is gone."""
        with suppress(ProcessLookupError):
            if self.exit_status is None:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL to the program and all it started, without any chance to clean up."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def wait(self, seconds: float) -> bool:
        """Whether it ended within that time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, *, with_signal: signal.Signals = signal.SIGTERM, within: float = 3.0) -> None:
        """Ask it to end, and after `within` seconds end it with all it started."""
        self.send(with_signal)
        self.wait(within)
        self.kill()

    def last_lines(self, count: int = 5) -> str:
        """The end of what it wrote, for a message that explains why it is not there."""
        try:
            written = self.log.read_bytes()[self._log_start :]
        except FileNotFoundError:
            return ""
        return "\n".join(written.decode(errors="replace").splitlines()[-count:])


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    descriptors: Sequence[int] = (),
) -> Child:
    """Start a program that gets `death_signal` when the thread that called this ends, however it ends.

    It inherits no open files but `descriptors`.
    """
    user = f"{account.uid}:{account.gid}" if account else "-"
    guard: list[str | Path] = [
        sys.executable,
        "-I",
        "-S",
        GUARD,
        str(os.getpid()),
        str(int(death_signal)),
        user,
    ]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        log_start = output.tell()
        popen = subprocess.Popen(
            [*guard, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops all in order
        )
    return Child(name, popen, log, log_start)


def run(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    account: Account | None = None,
    within: float = 60.0,
) -> None:
    """Run a program to its end; StartError with the end of its log when it fails or takes too long."""
    child = start(name, command, log=log, environment=environment, folder=folder, account=account)
    try:
        if not child.wait(within):
            raise StartError(f"{name} did not finish within {within:.0f} s. Its log is {log}.")
        if child.exit_status != 0:
            raise StartError(f"{name} failed (exit status {child.exit_status}).\n{child.last_lines()}")
    finally:
        child.kill()


def stop_all(children: Sequence[Child], *, within: float) -> None:
    """Ask all at once to end, and after `within` seconds end every one with all it started."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + within
    for child in children:
        child.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        child.kill()
