"""What happens beside the procedure enters the history and stops no clock."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.errors import InvalidInputError
from tests.workflow.builders import CaseBench
from workflow.actions.side_events import note_joining, note_withdrawal, transfer_case
from workflow.storage.unit import WorkflowUnit

WEST_JAVA, BALI_OFFICE, NATIONAL = "32", "51.01", "00"


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """Registered on 9 January, before its first discussion."""
    return bench.until_registered(registered="2024-01-09")


def transfer(bench: CaseBench, case_id: UUID, office: str, level: str) -> None:
    about = {"event_id": str(uuid4()), "from_office": "32.15", "office": office, "number": "7/LP"}
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        transfer_case(unit, bench.procedure, case_id, office=office, level=level, about=about)


def last_cause(bench: CaseBench, case_id: UUID) -> dict[str, Any]:
    cause: dict[str, Any] = json.loads(bench.journal(case_id)[-1].body)["cause"]
    return cause


def clocks(bench: CaseBench, case_id: UUID) -> dict[str, tuple[Any, ...]]:
    return {
        rule: (found.state, found.start_at, found.legal_limit, found.safe_limit)
        for rule, found in bench.deadlines(case_id).items()
    }


def test_a_withdrawal_is_in_the_history_and_changes_nothing(bench: CaseBench, case_id: UUID) -> None:
    before = (clocks(bench, case_id), bench.open_tasks(case_id), bench.instance(case_id).stage)
    about = {"event_id": str(uuid4()), "withdrawn": {"at": "2024-01-20", "document": "SP-1"}}
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        note_withdrawal(unit, bench.procedure, case_id, about)
    assert last_cause(bench, case_id) == {"kind": "case.withdrawn", "actor": "system", **about}
    assert (clocks(bench, case_id), bench.open_tasks(case_id), bench.instance(case_id).stage) == before


def test_a_joining_is_in_the_history_and_facts_stay_where_they_are(bench: CaseBench, case_id: UUID) -> None:
    other = bench.start()
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        note_joining(unit, bench.procedure, other, {"joined_case_id": str(case_id)})
    assert last_cause(bench, other)["joined_case_id"] == str(case_id)
    assert "P10" not in bench.deadlines(other)


@pytest.mark.parametrize(("office", "level"), [(WEST_JAVA, "province"), (NATIONAL, "national")])
def test_a_transfer_takes_tasks_and_clocks_along_and_moves_no_limit(
    bench: CaseBench, case_id: UUID, office: str, level: str
) -> None:
    bench.claim(case_id, "discussion_1")
    before = clocks(bench, case_id)
    transfer(bench, case_id, office, level)
    assert clocks(bench, case_id) == before
    running = {found.office for found in bench.deadlines(case_id).values() if found.state == "open"}
    assert running == {office}
    (task,) = bench.open_tasks(case_id)
    assert (task.office, task.level, task.state, task.assignee) == (office, level, "open", None)
    moved = [told.data for told in bench.told(case_id) if told.type == "task.moved"]
    assert [(data["task_id"], data["office"]) for data in moved] == [(str(task.id), office)]


def test_days_are_counted_in_the_zone_of_the_first_office(bench: CaseBench) -> None:
    case_id = bench.until_registered(registered="2024-01-09", office=BALI_OFFICE)
    before = bench.deadlines(case_id)["P10"]
    assert str(before.legal_limit) == "2024-01-29 23:59:59+08:00"
    transfer(bench, case_id, NATIONAL, "national")
    assert str(bench.deadlines(case_id)["P10"].legal_limit) == "2024-01-29 23:59:59+08:00"
    assert str(bench.task(case_id, "discussion_1").due_at)[-6:] == "+08:00"
    bench.enter(case_id, "registered", "2024-01-10")
    assert str(bench.deadlines(case_id)["P10"].legal_limit) == "2024-01-30 23:59:59+08:00"


def test_the_old_deadline_of_another_office_stays_as_it_was_met(bench: CaseBench, case_id: UUID) -> None:
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-10"})
    transfer(bench, case_id, WEST_JAVA, "province")
    assert bench.deadlines(case_id)["P08"].office == "32.15"


def test_a_case_may_come_back(bench: CaseBench, case_id: UUID) -> None:
    transfer(bench, case_id, WEST_JAVA, "province")
    transfer(bench, case_id, "32.15", "regency")
    assert (bench.instance(case_id).office, bench.instance(case_id).counts_at) == ("32.15", "32.15")
    assert bench.task(case_id, "discussion_1").office == "32.15"


def test_a_corrected_fact_is_a_new_entry_and_recomputes_what_follows_from_it(
    bench: CaseBench, case_id: UUID
) -> None:
    old = bench.deadlines(case_id)["P10"]
    taken = bench.enter(case_id, "registered", "2024-01-10")
    fresh = bench.deadlines(case_id)["P10"]
    assert (str(old.legal_limit)[:10], str(fresh.legal_limit)[:10]) == ("2024-01-29", "2024-01-30")
    assert bench.task(case_id, "discussion_1").due_at == bench.deadlines(case_id)["P08"].safe_limit
    bodies = [json.loads(entry.body) for entry in bench.journal(case_id)]
    said = [fact["at"][:10] for body in bodies for fact in body["facts"] if fact["kind"] == "registered"]
    assert said == ["2024-01-09", "2024-01-10"]
    moved = {found["rule"] for found in bodies[-1]["deadlines"] if found["event"] == "deadline.recomputed"}
    assert moved >= {"P08", "P09", "P10", "P12"}
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        kept = unit.deadlines.history(old.id)
    assert [found.explanation for found in kept] == [old.explanation]
    assert kept[0].sequence == taken.facts[0].sequence


def test_a_correction_that_opens_a_clock_again_alerts_again(bench: CaseBench, case_id: UUID) -> None:
    bench.until_discussion_2(case_id)
    bench.discuss(case_id, "discussion_2", decision="crime", discussion_2_held={"at": "2024-01-26"})
    bench.enter(case_id, "discussion_2_held", None)
    assert bench.deadlines(case_id)["P12"].state == "unknown"
    bench.enter(case_id, "discussion_2_held", "2024-01-29")
    assert bench.deadlines(case_id)["P12"].state == "in_time"


def test_an_extension_in_time_stops_the_clock_of_the_study(bench: CaseBench, case_id: UUID) -> None:
    bench.answer(case_id, "discussion_1")
    bench.sign(case_id)
    bench.answer(
        case_id, "clarification_study", extended=True, study_extended={"at": "2024-01-18", "document": "BA-3"}
    )
    assert bench.deadlines(case_id)["P09"].state == "in_time"
    bench.answer(case_id, "study_extension", study_completed={"at": "2024-01-26"})
    deadlines = bench.deadlines(case_id)
    assert (deadlines["P09"].state, deadlines["P10"].state) == ("in_time", "in_time")


def test_an_extension_too_late_asks_for_the_reason(bench: CaseBench, case_id: UUID) -> None:
    bench.answer(case_id, "discussion_1")
    bench.sign(case_id)
    with pytest.raises(InvalidInputError) as refused:
        bench.answer(case_id, "clarification_study", extended=True, study_extended={"at": "2024-01-26"})
    assert [(found.field, found.rule) for found in refused.value.fields] == [("lateness_reason", "study")]


def test_a_late_study_without_extension_asks_for_the_reason(bench: CaseBench, case_id: UUID) -> None:
    bench.answer(case_id, "discussion_1")
    bench.sign(case_id)
    late: dict[str, Any] = {"extended": False, "study_completed": {"at": "2024-01-26"}}
    with pytest.raises(InvalidInputError):
        bench.answer(case_id, "clarification_study", **late)
    bench.answer(case_id, "clarification_study", **late, lateness_reason="saksi sakit")
    assert bench.deadlines(case_id)["P09"].state == "late"
