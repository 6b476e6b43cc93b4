"""Keeps the processes of a system running: starts them, notices one that ended, starts it again with backoff."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path

from console import processes
from console.errors import StartError
from console.parts import Part
from console.processes import Child, Start
from console.revival import Backoff, Say
from console.web import WebError, get_json

POLL_SECONDS = 0.05


class Keeper:
    """One part and the process that currently plays it."""

    def __init__(
        self, part: Part, *, environment: Mapping[str, str], log: Path, start: Start = processes.start
    ) -> None:
        self.part = part
        self._start = start
        self._environment = environment
        self._log = log
        self._child: Child | None = None
        self._held = False
        self._backoff = Backoff()
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
            if self.running:
                return
            if self.part.ready_file is not None:
                self.part.ready_file.unlink(missing_ok=True)
            self._backoff.started()
            self._child = self._start(
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
        """Called again and again: starts it when it ended and its delay has passed."""
        with self._lock:
            if self._held or self.running:
                return
            if (delay := self._backoff.plan()) is not None:
                say(f"{self._epitaph(lines=0)} Starting it again in {delay:g} s; its log is {self._log}.")
            elif self._backoff.over:
                self.start()

    def _epitaph(self, *, lines: int = 5) -> str:
        status = self.child.exit_status or 0
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        words = self.child.last_lines(lines) if lines else ""
        return f"{self.name} ended ({how})." + (f"\n{words}" if words else "")
