"""What a starting and running system has to say, and where it says it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Voice(Protocol):
    """Told of the progress of a start, and of trouble later."""

    def starting(self, names: list[str]) -> None:
        """These parts are being waited for from now on."""
        ...

    def ready(self, name: str, seconds: float) -> None:
        """This part is there, so long after the waiting began."""
        ...

    def trouble(self, sentence: str) -> None:
        """Something went wrong that the system deals with itself."""
        ...


class LogVoice:
    """Writes to a file; for systems that nobody watches."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def starting(self, names: list[str]) -> None:
        self._write(f"starting {', '.join(names)}")

    def ready(self, name: str, seconds: float) -> None:
        self._write(f"{name} ready after {seconds:.1f} s")

    def trouble(self, sentence: str) -> None:
        self._write(sentence)

    def _write(self, line: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(tz=UTC).isoformat(timespec='milliseconds')} {line}\n")


class Progress:
    """Counts down the parts that a start waits for."""

    def __init__(self, voice: Voice, names: list[str]) -> None:
        self._voice = voice
        self._began = time.monotonic()
        self.waiting = list(names)
        voice.starting(names)

    def done(self, name: str) -> None:
        self.waiting.remove(name)
        self._voice.ready(name, time.monotonic() - self._began)
