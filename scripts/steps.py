"""Runs set-up steps quietly: one line each with the time it took, and the log only where one fails.

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / ".setup" / "setup.log"
FAILED = 2
INTERRUPTED = 130
SHOWN_LOG_LINES = 40

Command = Sequence[str | Path]


class StepFailedError(Exception):
    """A step did not succeed; the message is for the person at the terminal."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what goes on, with the seconds counting up where there is a terminal to show them."""
    began = time.monotonic()
    done = threading.Event()

    def tick() -> None:
        while not done.wait(1):
            sys.stdout.write(f"\r  {title} ... {time.monotonic() - began:.0f} s")
            sys.stdout.flush()

    sys.stdout.write(f"  {title} ...")
    sys.stdout.flush()
    ticker = threading.Thread(target=tick, daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield
    except BaseException:
        _finish(ticker, done, title, "failed")
        raise
    _finish(ticker, done, title, f"{time.monotonic() - began:.1f} s")


def _finish(ticker: threading.Thread, done: threading.Event, title: str, outcome: str) -> None:
    done.set()
    if ticker.is_alive():
        ticker.join()
    line = f"\r  {title} ... {outcome}   \n" if sys.stdout.isatty() else f" {outcome}\n"
    sys.stdout.write(line)
    sys.stdout.flush()


def run(command: Command, *, environment: Mapping[str, str] | None = None, advice: str = "") -> None:
    """Run to the end with all output in the log; StepFailedError shows the log's end and the advice."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
        log.flush()
        start = log.tell()
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=ROOT,
            check=False,
        )
    if finished.returncode != 0:
        with LOG.open("rb") as log_file:
            log_file.seek(start)
            output = log_file.read().decode(errors="replace").splitlines()[-SHOWN_LOG_LINES:]
        lines = "\n".join(f"    {line}" for line in output)
        raise StepFailedError(f"{lines}\n{advice or f'The whole log is {LOG}.'}")


def main(job: Callable[[], None]) -> None:
    """Run a script's job; a failed step ends it with exit status 2."""
    try:
        job()
    except StepFailedError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
