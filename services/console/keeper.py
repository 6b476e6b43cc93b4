"""Keeps the processes of a system running: starts them, notices one that ended, starts it again with backoff."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from console import processes
from console.errors import StartError
from console.parts import Part
from console.processes import Child
from console.web import WebError, get_json

POLL_SECONDS = 0.05
WATCH_SECONDS = 0.2
FIRST_BACKOFF_SECONDS = 0.25
LONGEST_BACKOFF_SECONDS = 30.0
# Who ran this long had started well, so the next failure is a new one.
STEADY_SECONDS = 60.0

Say = Callable[[str], None]


class Keeper:
    """One part and the process that currently plays it."""

    def __init__(self, part: Part, *, environment: Mapping[str, str], log: Path) -> None:
        self.part = part
        self._environment = environment
        self._log = log
        self._child: Child | None = None
        self._held = False
        self._started_at = 0.0
        self._backoff = FIRST_BACKOFF_SECONDS
        self._due_at: float | None = None
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def child(self) -> Child:
        if self._child is None:
            raise StartError(f"{self.name} has not been started.")
        return self._child

    @property
    def pid(self) -> int:
        return self.child.pid

    @property
    def exit_status(self) -> int | None:
        return self.child.exit_status

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.exit_status is None

    def start(self) -> None:
        """Also after `stop`; it is then kept running again."""
        with self._lock:
            self._held = False
            self._due_at = None
            if self.running:
                return
            if self.part.ready_file is not None:
                self.part.ready_file.unlink(missing_ok=True)
            self._started_at = time.monotonic()
            self._child = processes.start(
                self.name, self.part.command, log=self._log, environment=self._environment
            )

    def kill(self) -> None:
        """SIGKILL; it is started again like after any crash."""
        self.child.kill()

    def stop(self) -> None:
        """In good order, and not started again until `start`."""
        self.hold()
        if self._child is not None:
            self._child.stop()

    def hold(self) -> None:
        """From now on, do not start it again when it ends."""
        with self._lock:
            self._held = True

    def ready(self) -> bool:
        """Whether it does its work; StartError when it ended instead of getting there."""
        if not self.running:
            raise StartError(self._epitaph())
        if self.part.ready_file is not None:
            return self.part.ready_file.exists()
        if self.part.ready_url is None:
            return True
        try:
            get_json(self.part.ready_url, timeout=1)
        except WebError:
            return False
        return True

    def wait_ready(self, *, within: float = 30.0) -> None:
        """Patient with a process that is just being started again."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.running and self.ready():
                return
            time.sleep(POLL_SECONDS)
        raise StartError(f"{self.name} was not ready within {within:.0f} s; its log is {self._log}.")

    def revive(self, say: Say) -> None:
        """Called again and again: starts it when it ended and its backoff has passed."""
        with self._lock:
            if self._held or self.running:
                return
            now = time.monotonic()
            if self._due_at is None:
                self._plan_revival(now, say)
            elif now >= self._due_at:
                self.start()

    def _plan_revival(self, now: float, say: Say) -> None:
        if now - self._started_at > STEADY_SECONDS:
            self._backoff = FIRST_BACKOFF_SECONDS
        self._due_at = now + self._backoff
        say(f"{self._epitaph(lines=0)} Starting it again in {self._backoff:g} s; its log is {self._log}.")
        self._backoff = min(2 * self._backoff, LONGEST_BACKOFF_SECONDS)

    def _epitaph(self, *, lines: int = 5) -> str:
        status = self.child.exit_status or 0
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        words = self.child.last_lines(lines) if lines else ""
        return f"{self.name} ended ({how})." + (f"\n{words}" if words else "")


class Watch:
    """A thread that revives every keeper's process for as long as it runs.

    A process dies with the thread that started it, so the thread outlives those it revived: `stop` it last.
    """

    def __init__(self, keepers: list[Keeper], say: Say) -> None:
        self._keepers = keepers
        self._say = say
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(WATCH_SECONDS):
            for keeper in self._keepers:
                keeper.revive(self._say)
