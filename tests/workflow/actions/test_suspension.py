"""A suspended case takes no step; what comes for it is held and follows in order, and the law runs on."""

from __future__ import annotations

from uuid import UUID

import pytest

from chassis.errors import NotAllowedError, WrongStateError
from tests.support.drawing import Process, drawn
from tests.workflow.actions.standstill import (
    COORDINATOR,
    WHY,
    bodies,
    cancel,
    causes,
    gets_stuck,
    put,
    resume,
    suspend,
)
from tests.workflow.actions.test_incidents import hear, named
from tests.workflow.actions.test_repair import with_tracks
from tests.workflow.builders import CaseBench, an_officer
from tests.workflow.procedures import a_form, a_procedure
from workflow.domain.instance import CaseSuspendedError
from workflow.storage.unit import WorkflowUnit


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """A case with a main task, `study`, that takes suspects."""
    put(bench, with_tracks())
    return bench.start()


def limited(bench: CaseBench) -> UUID:
    """A case whose task has the limit P04, which opens another task when it passes."""
    process = Process("handling", lanes={"bawaslu": ["study", "explain"]})
    work = process.task("study", form="study", limit="initial_study")
    process.chain(process.start(), work, process.end())
    late = process.timer("late", work, 'limit("initial_study")')
    process.chain(late, process.task("explain", form="study"), process.end("over"))
    put(bench, a_procedure({"handling.bpmn": drawn(process).decode(), "forms/study.json": a_form()}))
    case_id = bench.start()
    bench.enter(case_id, "report_submitted", "2024-01-29")
    return case_id


def test_no_task_is_completed_meanwhile(bench: CaseBench, case_id: UUID) -> None:
    suspend(bench, case_id)
    with pytest.raises(CaseSuspendedError, match="resumption"):
        bench.complete(case_id, "study", decision="done")
    resume(bench, case_id)
    bench.complete_claimed(case_id, "study", decision="done")
    assert bench.instance(case_id).state == "ended"


def test_both_are_in_the_journal_with_who_and_why(bench: CaseBench, case_id: UUID) -> None:
    suspend(bench, case_id)
    resume(bench, case_id)
    entries = bodies(bench, case_id)[-2:]
    assert [entry["cause"]["kind"] for entry in entries] == ["case.suspended", "case.resumed"]
    assert {entry["cause"]["actor"] for entry in entries} == {COORDINATOR.id}
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        words = unit.journal.words(case_id)
    assert [words[entry["texts"]["reason"]] for entry in entries] == [WHY, WHY]
    kinds = [told.type for told in bench.told(case_id) if told.type.startswith("process.")]
    assert kinds[-2:] == ["process.suspended", "process.resumed"]


def test_what_comes_meanwhile_is_held_and_follows_in_order(bench: CaseBench, case_id: UUID) -> None:
    suspend(bench, case_id)
    events = [named(case_id, number) for number in (2, 3)]
    for event in events:
        hear(bench, event)
    assert bench.tracks(case_id) == {}
    resume(bench, case_id)
    parties = [body["cause"].get("party_id") for body in bodies(bench, case_id)]
    assert parties[-2:] == [event.data["party_id"] for event in events]
    assert len(bench.tracks(case_id)) == 2
    assert causes(bench, case_id)[-5:] == [
        "event.held",
        "event.held",
        "case.resumed",
        "case.suspect_named",
        "case.suspect_named",
    ]


def test_limits_run_on_and_alerts_go_out_but_no_timer_fires(bench: CaseBench) -> None:
    case_id = limited(bench)
    suspend(bench, case_id)
    bench.pass_time("2024-03-01T00:00:00+07:00")
    assert [told.data["rule"] for told in bench.told(case_id) if told.type == "deadline.missed"] == ["P04"]
    assert [task.name for task in bench.open_tasks(case_id)] == ["study"]
    resume(bench, case_id)
    assert {task.name for task in bench.open_tasks(case_id)} == {"study", "explain"}


def test_facts_are_still_entered_and_stop_clocks(bench: CaseBench) -> None:
    case_id = limited(bench)
    suspend(bench, case_id)
    bench.enter(case_id, "initial_study_completed", "2024-01-29")
    assert bench.deadlines(case_id)["P04"].state == "in_time"
    assert bench.instance(case_id).state == "suspended"


def test_the_inbox_shows_it(bench: CaseBench, case_id: UUID) -> None:
    suspend(bench, case_id)
    assert [task.case_state for task in bench.open_tasks(case_id)] == ["suspended"]
    resume(bench, case_id)
    assert [task.case_state for task in bench.open_tasks(case_id)] == ["running"]


def test_a_held_event_that_gets_the_case_stuck_keeps_those_behind_it(bench: CaseBench) -> None:
    put(bench, with_tracks(first="number = int(kind)"))
    case_id = bench.start()
    suspend(bench, case_id)
    for number in (2, 3):
        hear(bench, named(case_id, number))
    resume(bench, case_id)
    assert bench.instance(case_id).state == "incident"
    assert causes(bench, case_id)[-2:] == ["case.resumed", "process.stuck"]
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert len(unit.incidents.take_held(case_id)) == 1


def test_only_a_running_case_is_suspended_and_only_a_suspended_one_resumed(
    bench: CaseBench, case_id: UUID
) -> None:
    with pytest.raises(WrongStateError):
        resume(bench, case_id)
    suspend(bench, case_id)
    with pytest.raises(CaseSuspendedError):
        suspend(bench, case_id)
    cancel(bench, case_id)
    with pytest.raises(WrongStateError):
        resume(bench, case_id)


def test_only_coordinators_suspend(bench: CaseBench, case_id: UUID) -> None:
    with pytest.raises(NotAllowedError):
        suspend(bench, case_id, officer=an_officer())


def test_a_stuck_case_is_held_already(bench: CaseBench) -> None:
    put(bench, with_tracks(last="suspect_outcome = str(int(kind))"))
    case_id = bench.start()
    track = bench.name_suspect(case_id)
    gets_stuck(bench, lambda: bench.complete(case_id, "trial", track=track, decision="x"))
    with pytest.raises(WrongStateError):
        suspend(bench, case_id)
