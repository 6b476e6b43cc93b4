from __future__ import annotations

from datetime import date, datetime

import pytest

from chassis.errors import InvalidInputError
from tests.workflow.builders import MONDAY, a_task
from workflow.domain.follow_up import refuse_follow_up
from workflow.domain.zones import Zone

LATE_IN_JAKARTA = datetime.fromisoformat("2024-01-29T23:30:00+07:00")


@pytest.mark.parametrize("day", [date(2024, 1, 29), date(2024, 2, 5), date(2025, 1, 29)])
def test_a_day_within_a_year_is_fine(day: date) -> None:
    refuse_follow_up(a_task(), day, has_reason=False, now=MONDAY)


@pytest.mark.parametrize("day", [date(2024, 1, 28), date(2025, 1, 30), date(1, 1, 1), date(9999, 12, 31)])
def test_the_past_and_the_far_future_are_refused(day: date) -> None:
    with pytest.raises(InvalidInputError) as refused:
        refuse_follow_up(a_task(), day, has_reason=True, now=MONDAY)
    assert refused.value.fields[0].rule == "follow-up-within-a-year"


def test_today_is_the_office_s_today() -> None:
    today_in_jayapura = date(2024, 1, 30)
    refuse_follow_up(a_task(zone=Zone.WIT), today_in_jayapura, has_reason=False, now=LATE_IN_JAKARTA)
    with pytest.raises(InvalidInputError):
        refuse_follow_up(a_task(zone=Zone.WIT), date(2024, 1, 29), has_reason=False, now=LATE_IN_JAKARTA)


def test_beyond_the_safe_limit_takes_a_reason() -> None:
    task = a_task(due_at=MONDAY.replace(day=31))
    refuse_follow_up(task, date(2024, 1, 31), has_reason=False, now=MONDAY)
    refuse_follow_up(task, date(2024, 2, 1), has_reason=True, now=MONDAY)
    with pytest.raises(InvalidInputError) as refused:
        refuse_follow_up(task, date(2024, 2, 1), has_reason=False, now=MONDAY)
    assert refused.value.fields[0].field == "reason"
