"""Where an instant stands in working time, so that what is left until a limit is one subtraction.

A working day counts whole, 24 hours, and a day off nothing: officers have the evening of a working day for a
limit that ends with it, and no Sunday. Joint leave is a day off here, whichever rule a limit comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from workflow.domain.calendar import Calendar
from workflow.domain.zones import Zone

FIRST_YEAR: Final = 2024
"""Positions count from its first day; those before it are negative."""
DAY_SECONDS: Final = 86_400
SECOND: Final = timedelta(seconds=1)


def working_position(at: datetime, calendar: Calendar) -> int:
    """Seconds of working days from the first year's beginning to an instant, which is in the time of an office."""
    worked = calendar.worked_days(at.year)
    day = at.timetuple().tm_yday
    works = worked[day] - worked[day - 1]
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return (_before(at.year, calendar) + worked[day - 1]) * DAY_SECONDS + works * ((at - midnight) // SECOND)


def positions_at(at: datetime, calendar: Calendar) -> Mapping[Zone, int]:
    """Where one instant stands in each zone: at 23:30 WIB it is the next day already in the other two."""
    return {zone: working_position(at.astimezone(zone.tz), calendar) for zone in Zone}


def _before(year: int, calendar: Calendar) -> int:
    if year < FIRST_YEAR:
        return -sum(calendar.worked_days(earlier)[-1] for earlier in range(year, FIRST_YEAR))
    return sum(calendar.worked_days(earlier)[-1] for earlier in range(FIRST_YEAR, year))
