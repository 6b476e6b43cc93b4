"""Case time: the clock that is passed in, and may be simulated for all processes together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Where case time comes from; leases, retries and tokens use the machine's own time instead."""

    def now(self) -> datetime:
        """The present instant of the cases, aware and in UTC."""
        ...


class SystemClock:
    """Case time is the machine's time."""

    def now(self) -> datetime:
        return datetime.now(tz=UTC)


class FixedClock:
    """Case time stands still until it is set; for tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class FileClock:
    """Case time is written in a file that every process of one system reads.

    The file holds one ISO 8601 instant. It is replaced as a whole, so a reader sees the old or the new
    instant and never half of one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text(encoding="ascii").strip()).astimezone(UTC)

    def set(self, at: datetime) -> None:
        """Move every process that reads this file to `at`."""
        fresh = self._path.with_suffix(".next")
        fresh.write_text(at.astimezone(UTC).isoformat(), encoding="ascii")
        fresh.replace(self._path)


def clock_from(setting: str) -> Clock:
    """`system`, or `file:/path/to/instant` for a simulated clock; ValueError says what else was given."""
    if setting == "system":
        return SystemClock()
    scheme, _, path = setting.partition(":")
    if scheme == "file" and Path(path).is_absolute():
        return FileClock(Path(path))
    raise ValueError(f"{setting!r} is neither `system` nor `file:/absolute/path`")
