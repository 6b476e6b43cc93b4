from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflow.domain.law import CALENDAR, CALENDAR_FILE, RULES
from workflow.domain.calendar_file import load_calendar
from workflow.domain.deadline import Limits, Standing, State, limits_of, standing_against
from workflow.domain.facts import FactTime
from workflow.domain.rules import Rule
from workflow.domain.zones import Zone


def rule(step: str) -> Rule:
    return next(rule for rule in RULES.rules if rule.step == step)


def at(text: str | None) -> FactTime:
    return FactTime.parse(text, office=Zone.WIB)


def limits(step: str, start: str) -> Limits:
    found = limits_of(rule(step), at(start), calendar=CALENDAR)
    assert found is not None
    return found


def standing(step: str, start: str, actual: str | None) -> Standing:
    return standing_against(limits(step, start), at(actual), start=at(start))


def test_a_window_and_an_unknown_start_have_no_limits() -> None:
    assert limits_of(rule("P03"), at("2024-01-09"), calendar=CALENDAR) is None
    assert limits_of(rule("P10"), at(None), calendar=CALENDAR) is None


def test_an_hour_rule_from_a_day_has_a_day_between_its_limits() -> None:
    found = limits("P08", "2024-01-09")
    assert found.legal.limit.isoformat() == "2024-01-10T23:59:59+07:00"
    assert found.safe.limit.isoformat() == "2024-01-10T00:00:00+07:00"


def test_an_hour_rule_from_an_instant_has_one_limit() -> None:
    found = limits("P08", "2024-01-09T10:00")
    assert found.legal == found.safe
    assert found.legal.limit.isoformat() == "2024-01-10T10:00:00+07:00"


def test_the_disputed_days_of_pilkada_courts_are_calendar_days_for_safety() -> None:
    found = limits("K17", "2024-11-15")
    assert found.legal.limit.date().isoformat() == "2024-11-26"
    assert found.safe.limit.date().isoformat() == "2024-11-22"


def test_an_agency_that_works_on_joint_leave_has_it_counted_in_its_legal_limit(tmp_path: Path) -> None:
    setting = '"joint_leave_worked_by": ["polri"]'
    path = tmp_path / "indonesia.json"
    path.write_text(CALENDAR_FILE.read_text("utf-8").replace('"joint_leave_worked_by": []', setting), "utf-8")
    works = load_calendar(path)
    for step, limit in (("P15", "2024-04-01"), ("P20", "2024-03-19")):
        found = limits_of(rule(step), at("2024-03-08"), calendar=works)
        assert found is not None
        assert found.legal.limit.date().isoformat() == limit


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("2024-03-20", Standing(State.IN_TIME)),
        ("2024-03-20T23:59:59.999999", Standing(State.IN_TIME)),
        ("2024-03-21", Standing(State.IN_TIME, disputed=True)),
        ("2024-03-21T23:59:59.999999", Standing(State.IN_TIME, disputed=True)),
        ("2024-03-22T00:00", Standing(State.LATE)),
        (None, Standing(State.UNKNOWN)),
    ],
)
@pytest.mark.parametrize("start", ["2024-03-08", "2024-03-08T15:00"])
def test_a_date_is_in_time_to_the_end_of_the_legal_day_and_disputed_after_the_safe_one(
    start: str, actual: str | None, expected: Standing
) -> None:
    assert standing("P21", start, actual) == expected


@pytest.mark.parametrize(
    ("start", "actual", "state"),
    [
        ("2024-01-09T10:00", "2024-01-10T10:00", State.IN_TIME),
        ("2024-01-09T10:00", "2024-01-10T10:00:01", State.LATE),
        ("2024-01-09T10:00", "2024-01-10", State.IN_TIME),
        ("2024-01-09", "2024-01-10T15:00", State.IN_TIME),
        ("2024-01-09", "2024-01-11", State.LATE),
    ],
)
def test_hours_are_judged_to_the_second_only_where_both_ends_are_known_so(
    start: str, actual: str, state: State
) -> None:
    assert standing("P14", start, actual) == Standing(state)
