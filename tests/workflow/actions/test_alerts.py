"""What time does to a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.errors import InvalidInputError
from tests.workflow.builders import CaseBench
from workflow.storage.unit import WorkflowUnit

WORDS = {
    "reason": "The witness could not be reached.",
    "lateness_reason": "The witness could not be reached.",
}


def alerts(bench: CaseBench, rule: str) -> list[str]:
    """The alerts given about a rule, in order."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        rows = unit.session.execute(
            text(
                "SELECT type FROM outbox WHERE data->>'rule' = :rule"
                " AND type IN ('deadline.approaching', 'deadline.missed') ORDER BY position"
            ),
            {"rule": rule},
        )
        return [row.type for row in rows]


def before_discussion_2(bench: CaseBench) -> UUID:
    case_id = bench.until_registered(registered="2024-01-29")
    bench.until_discussion_2(case_id)
    return case_id


def test_reminders_climb_the_ladder_of_the_rule_and_end_with_the_miss(bench: CaseBench) -> None:
    before_discussion_2(bench)
    for day in (
        "2024-02-10",
        "2024-02-14",
        "2024-02-17",
        "2024-02-18",
        "2024-02-19",
        "2024-02-20",
        "2024-02-22",
    ):
        bench.pass_time(f"{day}T23:00:00+07:00")
    given = alerts(bench, "P12")
    assert given[-1] == "deadline.missed"
    assert given.count("deadline.missed") == 1
    assert 1 <= given.count("deadline.approaching") <= 3


def test_an_alert_is_given_once_however_often_the_timers_look(bench: CaseBench) -> None:
    before_discussion_2(bench)
    bench.pass_time("2024-03-20T09:00:00+07:00")
    bench.pass_time("2024-03-20T09:00:01+07:00")
    assert alerts(bench, "P12") == ["deadline.missed"]


def test_a_passed_limit_asks_for_its_reason_and_closes_nothing(bench: CaseBench) -> None:
    case_id = before_discussion_2(bench)
    bench.pass_time("2024-03-20T09:00:00+07:00")
    names = {task.name for task in bench.open_tasks(case_id)}
    assert names == {"discussion_2", "limit_passed_discussion_2"}


def test_a_case_out_of_time_can_be_ended_with_its_reason(bench: CaseBench) -> None:
    case_id = before_discussion_2(bench)
    bench.pass_time("2024-03-20T09:00:00+07:00")
    bench.complete(case_id, "limit_passed_discussion_2", decision="end", reason=WORDS["reason"])
    instance = bench.instance(case_id)
    assert (instance.state, instance.outcome) == ("ended", "expired")
    assert bench.open_tasks(case_id) == []


def test_going_on_after_the_limit_needs_a_reason(bench: CaseBench) -> None:
    case_id = before_discussion_2(bench)
    bench.pass_time("2024-03-20T09:00:00+07:00")
    answers: dict[str, Any] = {"decision": "crime", "discussion_2_held": {"at": "2024-03-20"}}
    with pytest.raises(InvalidInputError) as refused:
        bench.complete(case_id, "discussion_2", **answers)
    assert refused.value.fields[0].field == "lateness_reason"
    bench.discuss(case_id, "discussion_2", **answers, lateness_reason=WORDS["lateness_reason"])
    assert bench.deadlines(case_id)["P12"].state == "late"


def test_what_was_done_in_time_is_met_and_never_missed(bench: CaseBench) -> None:
    case_id = before_discussion_2(bench)
    bench.discuss(case_id, "discussion_2", decision="crime", discussion_2_held={"at": "2024-01-29"})
    bench.pass_time("2024-03-20T09:00:00+07:00")
    assert bench.deadlines(case_id)["P12"].state == "in_time"
    assert alerts(bench, "P12") == []
