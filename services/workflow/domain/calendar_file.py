"""Reads what the `holidays` package does not decide: voting days, decrees of the year, and who works on joint leave."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from workflow.domain.calendar import Calendar, DayOff, DayOffKind, Decree
from workflow.domain.errors import CalendarError, Refusal, Words
from workflow.domain.rules import Actor


def load_calendar(path: Path, *, known_on: date | None = None) -> Calendar:
    """The calendar of a file on disk, whole or as it was known on a day."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror})") from None
    return calendar_from(content, path, known_on=known_on)


def calendar_from(content: bytes, path: PurePath, *, known_on: date | None = None) -> Calendar:
    """The calendar in the content of a data file; CalendarError names the file and what is wrong with it."""
    try:
        return _calendar(json.loads(content.decode("utf-8")), path, known_on)
    except KeyError as error:
        raise _refused(path, f"{error} is missing") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise _refused(path, str(error)) from None


def _calendar(data: Mapping[str, Any], path: PurePath, known_on: date | None) -> Calendar:
    voting_days = [date.fromisoformat(entry["day"]) for entry in data["voting_days"]]
    decrees = [_decree(entry) for entry in data["decrees"]]
    _refuse_repeats([*voting_days, *(off.day for decree in decrees for off in decree.days)], path)
    return Calendar(
        name=f"{data['id']}-{data['version']}",
        voting_days=voting_days,
        decrees=decrees,
        joint_leave_worked_by=[Actor(actor) for actor in data["joint_leave_worked_by"]],
        known_on=known_on,
    )


def _decree(entry: Mapping[str, Any]) -> Decree:
    return Decree(
        decided_on=date.fromisoformat(entry["decided_on"]),
        basis=entry["basis"],
        days=tuple(
            DayOff(date.fromisoformat(off["day"]), DayOffKind(off["kind"]), off["name"])
            for off in entry["days"]
        ),
    )


def _refuse_repeats(days: list[date], path: PurePath) -> None:
    for day, times in Counter(days).items():
        if times > 1:
            raise _refused(path, f"the day {day} stands in it {times} times", element=day.isoformat())


def _refused(path: PurePath, reason: str, *, element: str = "file") -> CalendarError:
    return CalendarError(
        Refusal(
            field=element,
            rule="calendar-file",
            problem=Words(id=f"{path.name} ditolak: {reason}", en=f"{path.name} is refused: {reason}"),
            next_step=Words(id="perbaiki berkas kalender", en="mend the calendar file"),
        )
    )
