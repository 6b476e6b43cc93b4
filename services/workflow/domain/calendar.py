"""The working calendar of Indonesia: the `holidays` package, voting days, and decrees made during a year, by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from importlib.metadata import version
from itertools import accumulate
from typing import Final

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

from workflow.domain.errors import CalendarError, Refusal, Words

_FIRST_YEAR: Final = 1946
_LAST_YEAR: Final = 2100
_ESTIMATED: Final = "(perkiraan)"
_SATURDAY: Final = 5
_WEEKEND_NAMES: Final = {5: "Sabtu", 6: "Minggu"}


class DayOffKind(StrEnum):
    """Why a day is not a working day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    VOTING_DAY = "voting_day"
    JOINT_LEAVE = "joint_leave"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which no working day is counted, with the reason in the words of the decree."""

    day: date
    kind: DayOffKind
    name: str


@dataclass(frozen=True, slots=True)
class Decree:
    """Days taken off, and days off withdrawn, by a decision made while the year was already running.

    A feast that the sighting of the moon moved is both: its old day is withdrawn, its new one taken off. The joint
    decree of a whole year `settles` it: its days are all there are, and no list of holidays is asked any more.
    """

    decided_on: date
    basis: str
    days: tuple[DayOff, ...]
    withdrawn: tuple[DayOff, ...] = ()
    settles: int | None = None


class Calendar:
    """Every day off by year, built once a year is first asked for.

    `known_on` gives the calendar as it stood on that day, without later decrees, so that an old
    computation can be repeated.
    """

    def __init__(
        self,
        *,
        name: str,
        voting_days: Iterable[date],
        decrees: Iterable[Decree],
        joint_leave_worked_by: Iterable[str] = (),
        known_on: date | None = None,
    ) -> None:
        self.joint_leave_worked_by = frozenset(joint_leave_worked_by)
        self._voting_days = frozenset(voting_days)
        known = tuple(decrees)
        edition = f"{name}-{self._digest(known)}+holidays-{version('holidays')}"
        self.version = edition + (f"@{known_on}" if known_on else "")
        made = [decree for decree in known if known_on is None or decree.decided_on <= known_on]
        later = [decree for decree in known if decree not in made]
        self._added, self._gone = _changes(made)
        self._settled = frozenset(decree.settles for decree in made)
        # What the list of holidays knows from decrees that had not been made on that day.
        self._not_yet = frozenset(off.day for decree in later for off in decree.days)
        self._still = {off.day: off for decree in later for off in decree.withdrawn}
        self._years: dict[int, Mapping[date, DayOff]] = {}
        self._provisional: dict[int, bool] = {}
        self._worked: dict[int, tuple[int, ...]] = {}

    def day_off(self, day: date, *, joint_leave_worked: bool) -> DayOff | None:
        """Why `day` is not a working day, or None where it is one."""
        if day.weekday() >= _SATURDAY:
            return DayOff(day, DayOffKind.WEEKEND, _WEEKEND_NAMES[day.weekday()])
        off = self._year(day.year).get(day)
        if joint_leave_worked and off is not None and off.kind is DayOffKind.JOINT_LEAVE:
            return None
        return off

    def require(self, day: date) -> None:
        """Refuses a day outside the years that the calendar can know."""
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise CalendarError(_outside(day.year))

    def provisional(self, year: int) -> bool:
        """Whether days of this year are estimates because its decree is not in the data yet."""
        self._year(year)
        return self._provisional[year]

    def worked_days(self, year: int) -> tuple[int, ...]:
        """How many working days lie before each day of a year, from its first to the first of the next one."""
        if year not in self._worked:
            first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
            days = map(date.fromordinal, range(first, after))
            works = (self.day_off(day, joint_leave_worked=False) is None for day in days)
            self._worked[year] = tuple(accumulate(works, initial=0))
        return self._worked[year]

    def _digest(self, decrees: Iterable[Decree]) -> str:
        """So that other days are another version, also under a name that nobody remembered to change."""
        voted, worked = sorted(self._voting_days), sorted(self.joint_leave_worked_by)
        said = repr(([day.isoformat() for day in voted], [str(actor) for actor in worked], list(decrees)))
        return sha256(said.encode()).hexdigest()[:12]

    def _year(self, year: int) -> Mapping[date, DayOff]:
        known = self._years.get(year)
        return self._build(year) if known is None else known

    def _build(self, year: int) -> Mapping[date, DayOff]:
        self.require(date(year, 1, 1))
        days, provisional = ({}, False) if year in self._settled else _listed(year)
        for day in self._not_yet | self._gone:
            days.pop(day, None)
        for taken_off in (self._still, self._added):
            days |= {day: off for day, off in taken_off.items() if day.year == year}
        days |= {day: _voting_day(day, days.get(day)) for day in self._voting_days if day.year == year}
        self._provisional[year] = provisional
        # Last, so that another thread which sees the year also sees whether it is provisional.
        self._years[year] = days
        return days


def _listed(year: int) -> tuple[dict[date, DayOff], bool]:
    """What the list of holidays knows of a year, and whether that is an estimate."""
    public, joint = (
        holidays.country_holidays("ID", years=year, categories=(category,), language="id")
        for category in (PUBLIC, GOVERNMENT)
    )
    days = {day: DayOff(day, DayOffKind.JOINT_LEAVE, name) for day, name in joint.items()}
    days |= {day: DayOff(day, DayOffKind.HOLIDAY, name) for day, name in public.items()}
    return days, not joint or any(_ESTIMATED in name for name in public.values())


def _voting_day(day: date, known: DayOff | None) -> DayOff:
    return DayOff(day, DayOffKind.VOTING_DAY, known.name if known else "Hari Pemungutan Suara")


def _changes(decrees: Iterable[Decree]) -> tuple[dict[date, DayOff], frozenset[date]]:
    """What decrees add and withdraw, each on top of those before it."""
    added: dict[date, DayOff] = {}
    gone: set[date] = set()
    for decree in decrees:
        for off in decree.withdrawn:
            added.pop(off.day, None)
            gone.add(off.day)
        for off in decree.days:
            added[off.day] = off
    return added, frozenset(gone)


def _outside(year: int) -> Refusal:
    return Refusal(
        field="start",
        rule="calendar-range",
        problem=Words(
            id=f"kalender tidak memuat tahun {year}", en=f"the calendar does not cover the year {year}"
        ),
        next_step=Words(
            id=f"berikan hari antara {_FIRST_YEAR} dan {_LAST_YEAR}",
            en=f"give a day between {_FIRST_YEAR} and {_LAST_YEAR}",
        ),
    )
