"""When to start again what ended: soon at first, ever later when it keeps ending."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

FIRST_DELAY_SECONDS = 0.25
LONGEST_DELAY_SECONDS = 30.0
# Who ran this long had started well, so the next failure is a new one.
STEADY_SECONDS = 60.0
WATCH_SECONDS = 0.2

Say = Callable[[str], None]


class Backoff:
    """The delay before the next start of one thing."""

    def __init__(self) -> None:
        self._delay = FIRST_DELAY_SECONDS
        self._started_at = time.monotonic()
        self._due_at: float | None = None

    def started(self) -> None:
        self._started_at = time.monotonic()
        self._due_at = None

    def plan(self) -> float | None:
        """The delay that begins now; None where one is under way already."""
        if self._due_at is not None:
            return None
        now = time.monotonic()
        delay = FIRST_DELAY_SECONDS if now - self._started_at > STEADY_SECONDS else self._delay
        self._delay = min(2 * delay, LONGEST_DELAY_SECONDS)
        self._due_at = now + delay
        return delay

    @property
    def over(self) -> bool:
        """Whether the planned delay has passed."""
        return self._due_at is not None and time.monotonic() >= self._due_at


class Revivable(Protocol):
    """What a watch looks after."""

    def revive(self, say: Say) -> None:
        """Called again and again; starts what ended once its delay has passed, without waiting for it."""
        ...

    def hold(self) -> None:
        """From now on `revive` does nothing."""
        ...


class Server(Protocol):
    """A database server or broker."""

    @property
    def crashed(self) -> bool: ...

    def launch(self) -> None: ...


class ServerKeeper:
    """Looks after a server that its owner starts and stops."""

    def __init__(self, name: str, server: Server) -> None:
        self._name = name
        self._server = server
        self._backoff = Backoff()
        self._held = False

    def hold(self) -> None:
        self._held = True

    def revive(self, say: Say) -> None:
        if self._held or not self._server.crashed:
            return
        if (delay := self._backoff.plan()) is not None:
            say(f"{self._name} ended unexpectedly. Starting it again in {delay:g} s.")
        elif self._backoff.over:
            self._server.launch()
            self._backoff.started()


class Watch:
    """A thread that revives what it is given for as long as it runs.

    A process dies with the thread that started it, so the thread outlives those it revived: `stop` it last.
    """

    def __init__(self, watched: list[Revivable], say: Say) -> None:
        self._watched = watched
        self._say = say
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def hold(self) -> None:
        """Revive nothing any more."""
        for each in self._watched:
            each.hold()

    def stop(self) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(WATCH_SECONDS):
            for each in self._watched:
                each.revive(self._say)
