"""How days and hours are counted from a start; nothing here knows a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from workflow.domain.calendar import Calendar, DayOff
from workflow.domain.rules import Span, Unit

_LAST_SECOND: Final = time(23, 59, 59)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """A limit in local time, and every day that was passed over on the way to it.

    For days: start day + amount + number of skipped days = day of the limit.
    """

    limit: datetime
    skipped: tuple[DayOff, ...] = ()


def end_of_day(day: date, like: datetime) -> datetime:
    """23:59:59 of a day in the zone of `like`: the last second in which a day limit is kept."""
    return datetime.combine(day, _LAST_SECOND, tzinfo=like.tzinfo)


def count(span: Span, start: datetime, *, calendar: Calendar, joint_leave_worked: bool) -> Tally:
    """The limit a span after `start`, which is in the local time of the office."""
    if span.unit is Unit.HOURS:
        return Tally(start + timedelta(hours=span.amount))
    if span.unit is Unit.CALENDAR_DAYS:
        return Tally(end_of_day(start.date() + timedelta(days=span.amount), start))
    return _working_days(span.amount, start, calendar, joint_leave_worked=joint_leave_worked)


def count_before(span: Span, start: datetime) -> Tally:
    """The last day that is still the whole amount of calendar days before `start`.

    Result set on 20 March, 5 days before: 15 March, to its end.
    """
    return Tally(end_of_day(start.date() - timedelta(days=span.amount), start))


def _working_days(amount: int, start: datetime, calendar: Calendar, *, joint_leave_worked: bool) -> Tally:
    """The start day is not counted, whatever its hour.

    Friday 8 March 2024 + 7: 13, 14, 15, 18, 19, 20, 21 March, because 9, 10, 16, 17 are weekends, 11 is
    Nyepi and 12 is joint leave; where joint leave is worked 12 counts and the limit is 20 March.
    """
    day, counted, skipped = start.date(), 0, []
    while counted < amount:
        day += _ONE_DAY
        off = calendar.day_off(day, joint_leave_worked=joint_leave_worked)
        if off is None:
            counted += 1
        else:
            skipped.append(off)
    return Tally(end_of_day(day, start), tuple(skipped))
