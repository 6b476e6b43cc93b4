"""The host of a worker process: its parts run as threads, stop together, and never die unnoticed."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from chassis.logs import log
from chassis.retry import TRANSIENT

# Longest sleep of a loop between two looks at whether it may go on.
LONGEST_WAIT_SECONDS = 0.5
HEARTBEAT_SECONDS = 5.0
LOOK_SECONDS = 0.2
# A part that has not turned for so long hangs: the heartbeat stops, and whoever watches it restarts us.
HUNG_SECONDS = 120.0
STOP_WITHIN_SECONDS = 20.0


class Turns:
    """A part asks before each turn of its loop whether it may go on, which also shows that it lives."""

    longest_wait = LONGEST_WAIT_SECONDS

    def __init__(self, stopping: threading.Event | None = None) -> None:
        self._stopping = stopping or threading.Event()
        self.turned_at = time.monotonic()

    def go_on(self) -> bool:
        self.turned_at = time.monotonic()
        return not self._stopping.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep that long, or until everything stops."""
        end = time.monotonic() + seconds
        while self.go_on() and (left := end - time.monotonic()) > 0:
            self._stopping.wait(min(left, self.longest_wait))

    def stop(self) -> None:
        """No further turn for any part of the same host."""
        self._stopping.set()


@dataclass(frozen=True)
class Part:
    """A loop with the name that `--only` picks it by; several may share one."""

    name: str
    run: Callable[[Turns], None]


class Worker:
    """Runs parts until a signal; `heartbeat` is touched while all of them turn."""

    def __init__(self, parts: Sequence[Part], *, heartbeat: Path | None = None) -> None:
        self._parts = parts
        self._heartbeat = heartbeat
        self._stopping = threading.Event()
        self._signalled = False
        self._died = False

    def run(self, arguments: Sequence[str]) -> int:
        """Exit status: 0 after SIGTERM or SIGINT, 1 when a part died. Call it in the main thread."""
        parts = wanted_parts(self._parts, arguments)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        turns = [Turns(self._stopping) for _ in parts]
        threads = [
            threading.Thread(target=self._guard, args=(part, turn), name=part.name, daemon=True)
            for part, turn in zip(parts, turns, strict=True)
        ]
        for thread in threads:
            thread.start()
        log.info("worker_started", parts=[part.name for part in parts])
        self._watch(turns)
        self._stopping.set()
        end = time.monotonic() + STOP_WITHIN_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        late = [thread.name for thread in threads if thread.is_alive()]
        log.info("worker_stopped", died=self._died, late=late)
        return 1 if self._died else 0

    def _watch(self, turns: Sequence[Turns]) -> None:
        beaten_at = float("-inf")
        while not (self._signalled or self._died):
            now = time.monotonic()
            hung = any(now - turn.turned_at > HUNG_SECONDS for turn in turns)
            if self._heartbeat is not None and not hung and now - beaten_at > HEARTBEAT_SECONDS:
                self._heartbeat.touch()
                beaten_at = now
            time.sleep(LOOK_SECONDS)

    def _guard(self, part: Part, turns: Turns) -> None:
        """Whatever ends a part before its time ends the process, so that a supervisor starts it anew."""
        ended_well = False
        try:
            part.run(turns)
            ended_well = self._stopping.is_set()
        finally:
            if not ended_well:
                log.error("part_died", part=part.name, reason=repr(sys.exc_info()[1]))
                self._died = True

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Only a flag: a handler runs amid the main thread and must not ask for the event's lock.
        self._signalled = True


def wanted_parts(parts: Sequence[Part], arguments: Sequence[str]) -> list[Part]:
    """All parts, or those that `--only NAME` asks for; exits with status 2 on other arguments."""
    names = sorted({part.name for part in parts})
    parser = argparse.ArgumentParser(prog="worker")
    parser.add_argument("--only", choices=names, help="run this part alone")
    only = parser.parse_args(arguments).only
    return [part for part in parts if only in (None, part.name)]


def every(seconds: float, action: Callable[[], object]) -> Callable[[Turns], None]:
    """A part's loop that does `action` at once and then every so often; a database that is away delays it."""

    def run(turns: Turns) -> None:
        away = False
        while turns.go_on():
            try:
                action()
                away = False
            except TRANSIENT as error:
                if not away:
                    log.warning("database_away", reason=str(error))
                away = True
            turns.wait(seconds)

    return run
