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
    _refuse_repeats([off.day for decree in decrees for off in decree.withdrawn], path)
    _refuse_both(decrees, path)
    _refuse_strays(decrees, path)
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
        days=tuple(map(_day_off, entry["days"])),
        withdrawn=tuple(map(_day_off, entry.get("withdrawn", ()))),
        settles=None if entry.get("settles") is None else int(entry["settles"]),
    )


def _day_off(off: Mapping[str, Any]) -> DayOff:
    return DayOff(date.fromisoformat(off["day"]), DayOffKind(off["kind"]), off["name"])


def _refuse_repeats(days: list[date], path: PurePath) -> None:
    for day, times in Counter(days).items():
        if times > 1:
            raise _refused(path, f"the day {day} stands in it {times} times", element=day.isoformat())


def _refuse_both(decrees: list[Decree], path: PurePath) -> None:
    for decree in decrees:
        for off in decree.withdrawn:
            if off.day in {other.day for other in decree.days}:
                said = f"the day {off.day} is taken off and withdrawn by one decree"
                raise _refused(path, said, element=off.day.isoformat())


def _refuse_strays(decrees: list[Decree], path: PurePath) -> None:
    """The joint decree of a year lists that year, once."""
    settled: set[int] = set()
    for decree in decrees:
        if decree.settles is None:
            continue
        element = str(decree.settles)
        if decree.settles in settled:
            raise _refused(path, f"two decrees settle {decree.settles}", element=element)
        settled.add(decree.settles)
        stray = next((off.day for off in decree.days if off.day.year != decree.settles), None)
        if stray is not None or not decree.days:
            raise _refused(path, f"the decree of {decree.settles} lists {stray or 'no day'}", element=element)


def _refused(path: PurePath, reason: str, *, element: str = "file") -> CalendarError:
    return CalendarError(
        Refusal(
            field=element,
            rule="calendar-file",
            problem=Words(id=f"{path.name} ditolak: {reason}", en=f"{path.name} is refused: {reason}"),
            next_step=Words(id="perbaiki berkas kalender", en="mend the calendar file"),
        )
    )
