"""Starts Python programs by forking one process that has imported what they need (`console.nursery_process`)."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from console import environment as surroundings
from console import processes
from console.errors import StartError
from console.processes import Child

MODULE = "console.nursery_process"
# Longer than its imports take, and yet within what a Ctrl-C may take in all.
BURIED_WITHIN_SECONDS = 2.0


class Nursling:
    """A process that the nursery gave birth to; the nursery, its parent, tells how it ended."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._over = Event()
        self._status = -signal.SIGKILL

    def ended(self, status: int) -> None:
        self._status = status
        self._over.set()

    def poll(self) -> int | None:
        return int(self._status) if self._over.is_set() else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._over.wait(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return int(self._status)


class Nursery:
    """`start` is a `processes.Start` for commands of the form `python -m module argument...`.

    The thread that makes the nursery must live as long as its children: they end with it.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._asking = Lock()
        self._house = _House(log)

    def start(
        self, name: str, command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str]
    ) -> Child:
        """Also after the nursery has been killed; then it begins anew, and its earlier children are dead."""
        _python, _m, module, *arguments = map(str, command)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()
        log_start = log.stat().st_size
        birth = {
            "name": name,
            "module": module,
            "arguments": arguments,
            "environment": dict(environment),
            "log": str(log.absolute()),
        }
        with self._asking:
            return Child(name, self._born(birth), log, log_start)

    def _born(self, birth: Mapping[str, Any]) -> Nursling:
        if (nursling := self._house.born(birth)) is None:
            self._house.close()
            self._house = _House(self._log)
            nursling = self._house.born(birth)
        if nursling is None:
            self._house.close()
            raise StartError(f"{birth['name']} could not be started.\n{self._house.last_lines()}")
        return nursling

    def close(self) -> None:
        """Every child that is left is killed."""
        self._house.close()


class _House:
    """One nursery process, and the thread that listens to it."""

    def __init__(self, log: Path) -> None:
        ours, theirs = socket.socketpair()
        self._child = processes.start(
            "nursery",
            [sys.executable, "-u", "-m", MODULE, str(theirs.fileno())],
            log=log,
            environment=surroundings.machine(),
            descriptors=[theirs.fileno()],
        )
        theirs.close()
        self._channel = ours
        self._births: SimpleQueue[Nursling | None] = SimpleQueue()
        self._nurslings: dict[int, Nursling] = {}
        self._listener = Thread(target=self._listen, name="nursery", daemon=True)
        self._listener.start()

    def born(self, birth: Mapping[str, Any]) -> Nursling | None:
        """Waits for the imports of a nursery that has just been started; None where it has ended."""
        try:
            self._channel.sendall(json.dumps(birth).encode() + b"\n")
        except OSError:
            return None
        return self._births.get()

    def last_lines(self) -> str:
        """Why it ended."""
        return self._child.last_lines()

    def close(self) -> None:
        """Asked, it kills its children and waits for them; killed, it might be survived by them for a moment."""
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
        self._child.wait(BURIED_WITHIN_SECONDS)
        self._child.kill()
        self._listener.join()
        self._channel.close()

    def _listen(self) -> None:
        with suppress(ConnectionResetError), self._channel.makefile("rb") as said:
            for line in said:
                self._note(json.loads(line))
        for nursling in self._nurslings.values():
            nursling.ended(-signal.SIGKILL)  # the kernel kills them with their parent
        self._births.put(None)

    def _note(self, told: Mapping[str, Any]) -> None:
        if "born" in told:
            nursling = self._nurslings[told["born"]] = Nursling(told["born"])
            self._births.put(nursling)
        elif "ended" in told:
            self._nurslings.pop(told["ended"]).ended(told["status"])
