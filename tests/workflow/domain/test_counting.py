from __future__ import annotations

from datetime import datetime

from tests.workflow.domain.law import CALENDAR
from workflow.domain.counting import Tally, count, count_before
from workflow.domain.rules import Span, Unit
from workflow.domain.zones import Zone


def counted(amount: int, unit: Unit, start: datetime, *, leave_worked: bool = False) -> Tally:
    return count(Span(amount, unit), start, calendar=CALENDAR, joint_leave_worked=leave_worked)


def wita(*parts: int) -> datetime:
    year, month, day, *clock = parts
    hour, minute, second = [*clock, 0, 0, 0][:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=Zone.WITA.tz)


def test_working_days_leave_out_the_start_and_every_day_off() -> None:
    tally = counted(7, Unit.WORKING_DAYS, wita(2024, 3, 8))
    assert tally.limit == wita(2024, 3, 21, 23, 59, 59)
    assert [off.day.day for off in tally.skipped] == [9, 10, 11, 12, 16, 17]


def test_working_days_count_joint_leave_in_the_other_reading() -> None:
    assert counted(7, Unit.WORKING_DAYS, wita(2024, 3, 8), leave_worked=True).limit == wita(
        2024, 3, 20, 23, 59, 59
    )


def test_the_hour_of_the_start_does_not_move_a_limit_in_days() -> None:
    early, late = wita(2024, 12, 20), wita(2024, 12, 20, 23, 59, 59)
    assert counted(3, Unit.WORKING_DAYS, early) == counted(3, Unit.WORKING_DAYS, late)


def test_calendar_days_run_through_everything_and_skip_nothing() -> None:
    assert counted(7, Unit.CALENDAR_DAYS, wita(2025, 3, 28, 22)) == Tally(wita(2025, 4, 4, 23, 59, 59))


def test_no_calendar_day_at_all_is_the_end_of_the_same_day() -> None:
    assert counted(0, Unit.CALENDAR_DAYS, wita(2025, 3, 28, 22)).limit == wita(2025, 3, 28, 23, 59, 59)


def test_hours_run_through_nights_and_holidays() -> None:
    assert counted(24, Unit.HOURS, wita(2024, 4, 9, 23, 15)).limit == wita(2024, 4, 10, 23, 15)


def test_counting_before_a_day_leaves_whole_days_between() -> None:
    assert count_before(Span(5, Unit.CALENDAR_DAYS), wita(2024, 3, 20)).limit == wita(2024, 3, 15, 23, 59, 59)
