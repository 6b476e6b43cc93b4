from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.workflow.domain import paper
from tests.workflow.domain.law import CALENDAR, CALENDAR_FILE
from workflow.domain.calendar import Calendar, DayOff, DayOffKind, Decree
from workflow.domain.calendar_file import load_calendar
from workflow.domain.errors import CalendarError

DECREE_DAY = date(2025, 8, 18)


def off(day: str) -> DayOff | None:
    return CALENDAR.day_off(date.fromisoformat(day), joint_leave_worked=False)


def test_three_years_agree_with_the_joint_decrees_copied_by_hand() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(3 * 365 + 1)]
    weekdays = [day for day in days if day.isoweekday() < 6]
    free = {day.isoformat() for day in weekdays if CALENDAR.day_off(day, joint_leave_worked=True)}
    with_leave = {day.isoformat() for day in weekdays if CALENDAR.day_off(day, joint_leave_worked=False)}
    assert free == {day.isoformat() for day in weekdays if day.isoformat() in paper.HOLIDAYS.split()}
    assert with_leave - free == {day for day in paper.JOINT_LEAVE.split() if "2024" <= day < "2027"}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-03-09", DayOffKind.WEEKEND),
        ("2024-03-11", DayOffKind.HOLIDAY),
        ("2024-03-12", DayOffKind.JOINT_LEAVE),
        ("2024-02-14", DayOffKind.VOTING_DAY),
        ("2024-11-27", DayOffKind.VOTING_DAY),
        ("2019-04-17", DayOffKind.VOTING_DAY),
    ],
)
def test_a_day_off_says_of_which_kind_it_is(day: str, kind: DayOffKind) -> None:
    found = off(day)
    assert found is not None
    assert found.kind is kind


def test_a_day_off_is_named_in_the_words_of_the_decree() -> None:
    assert off("2024-03-11") == DayOff(date(2024, 3, 11), DayOffKind.HOLIDAY, "Hari Suci Nyepi")


def test_joint_leave_is_worked_where_the_reading_says_so() -> None:
    assert CALENDAR.day_off(date(2024, 3, 12), joint_leave_worked=True) is None


def test_a_decree_of_the_year_counts_from_the_day_it_was_made() -> None:
    before = load_calendar(CALENDAR_FILE, known_on=date(2025, 8, 6))
    after = load_calendar(CALENDAR_FILE, known_on=date(2025, 8, 7))
    assert before.day_off(DECREE_DAY, joint_leave_worked=False) is None
    assert after.day_off(DECREE_DAY, joint_leave_worked=False) is not None
    assert CALENDAR.day_off(DECREE_DAY, joint_leave_worked=False) is not None


def test_each_state_of_knowledge_has_a_version_of_its_own() -> None:
    before = load_calendar(CALENDAR_FILE, known_on=date(2025, 8, 6))
    assert before.version == f"{CALENDAR.version}@2025-08-06"
    assert re.fullmatch(r"indonesia-2026\.1-[0-9a-f]{12}\+holidays-[0-9.]+", CALENDAR.version)


def test_other_days_are_another_version_under_whatever_name() -> None:
    leave = DayOff(date(2026, 12, 28), DayOffKind.JOINT_LEAVE, "Cuti bersama")
    decree = Decree(decided_on=date(2026, 12, 1), basis="SKB", days=(leave,))
    calendars = [
        Calendar(name="x", voting_days=[], decrees=[]),
        Calendar(name="x", voting_days=[], decrees=[decree]),
        Calendar(name="x", voting_days=[leave.day], decrees=[]),
        Calendar(name="x", voting_days=[], decrees=[], joint_leave_worked_by=["polri"]),
    ]
    assert len({calendar.version for calendar in calendars}) == len(calendars)


def test_a_voting_day_is_off_before_any_list_of_holidays_knows_it() -> None:
    calendar = Calendar(name="x", voting_days=[date(2029, 2, 14)], decrees=[])
    found = calendar.day_off(date(2029, 2, 14), joint_leave_worked=True)
    assert found is not None
    assert found.kind is DayOffKind.VOTING_DAY


def test_a_decree_may_add_a_day_that_no_list_of_holidays_knows() -> None:
    leave = DayOff(date(2026, 12, 28), DayOffKind.JOINT_LEAVE, "Cuti bersama")
    decree = Decree(decided_on=date(2026, 12, 1), basis="SKB", days=(leave,))
    calendar = Calendar(name="x", voting_days=[], decrees=[decree])
    assert calendar.day_off(leave.day, joint_leave_worked=False) == leave


def test_a_feast_that_moves_makes_its_old_day_a_working_day_from_the_decree_on() -> None:
    """1 Muharram 1448, by a decree of the Minister of Religion after the sighting of the moon."""
    before = DayOff(date(2026, 6, 16), DayOffKind.HOLIDAY, "Tahun Baru Islam")
    after = DayOff(date(2026, 6, 17), DayOffKind.HOLIDAY, "Tahun Baru Islam")
    decree = Decree(date(2026, 6, 14), "Keputusan Menteri Agama", days=(after,), withdrawn=(before,))

    def off_on(known_on: date | None) -> list[bool]:
        calendar = Calendar(name="x", voting_days=[], decrees=[decree], known_on=known_on)
        found = (calendar.day_off(day, joint_leave_worked=False) for day in (before.day, after.day))
        return [day is not None for day in found]

    assert off_on(None) == [False, True]
    assert off_on(date(2026, 6, 13)) == [True, False]


def test_the_joint_decree_of_a_year_settles_it_before_any_list_of_holidays_does() -> None:
    new_year = DayOff(date(2027, 1, 1), DayOffKind.HOLIDAY, "Tahun Baru Masehi")
    decree = Decree(date(2026, 9, 20), "SKB 3 Menteri", days=(new_year,), settles=2027)
    settled = Calendar(name="x", voting_days=[], decrees=[decree])
    assert CALENDAR.provisional(2027)
    assert not settled.provisional(2027)
    estimated = date(2027, 1, 5)  # 27 Rajab by reckoning, which this decree does not list
    assert CALENDAR.day_off(estimated, joint_leave_worked=True) is not None
    assert settled.day_off(estimated, joint_leave_worked=True) is None
    assert settled.day_off(new_year.day, joint_leave_worked=True) == new_year


def test_a_later_decree_counts_more_than_an_earlier_one() -> None:
    leave = DayOff(date(2026, 12, 28), DayOffKind.JOINT_LEAVE, "Cuti bersama")
    given = Decree(date(2026, 12, 1), "SKB", days=(leave,))
    taken_back = Decree(date(2026, 12, 10), "SKB", days=(), withdrawn=(leave,))
    calendar = Calendar(name="x", voting_days=[], decrees=[given, taken_back])
    assert calendar.day_off(leave.day, joint_leave_worked=False) is None


@pytest.mark.parametrize(
    ("year", "provisional"), [(2024, False), (2026, False), (2027, True), (2028, True), (2040, True)]
)
def test_a_year_without_its_decree_is_provisional(year: int, *, provisional: bool) -> None:
    assert CALENDAR.provisional(year) is provisional


def test_a_year_that_no_one_can_know_is_refused() -> None:
    with pytest.raises(CalendarError, match="does not cover the year 2101"):
        CALENDAR.provisional(2101)
    with pytest.raises(CalendarError, match="does not cover the year 1945"):
        CALENDAR.require(date(1945, 8, 17))
