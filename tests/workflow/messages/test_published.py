"""The samples are what the consumers' tests rely on; here they are held to what is really published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chassis.envelope import from_json
from tests.workflow.actions.standstill import resume, suspend
from tests.workflow.builders import CaseBench, a_fact, an_officer, expecting
from tests.workflow.desk import COORDINATOR, ME, act, appoint
from workflow.actions.incidents import note_incident
from workflow.actions.side_events import transfer_case
from workflow.actions.tasks import unclaim_task
from workflow.domain.incident import CaseStuckError, Fault
from workflow.domain.task import Priority
from workflow.messages.published import AUDIENCE, TYPES
from workflow.storage.unit import WorkflowUnit

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples" / "workflow"


def everything_told(bench: CaseBench) -> dict[str, list[dict[str, Any]]]:
    """The data of every event of a few cases, by type."""
    by_type: dict[str, list[dict[str, Any]]] = {}
    for case_id in (
        out_of_time(bench),
        with_a_suspect(bench),
        stuck(bench),
        decided_about(bench),
        held(bench),
    ):
        for event in bench.told(case_id):
            by_type.setdefault(event.type, []).append(event.data)
    return by_type


def out_of_time(bench: CaseBench) -> Any:
    case_id = bench.until_registered(registered="2024-01-29")
    bench.until_discussion_2(case_id)
    bench.enter(case_id, "registered", "2024-01-26")
    bench.enter(case_id, "discussion_1_held", "2024-01-27")
    for day in range(10, 18):
        bench.pass_time(f"2024-02-{day}T09:00:00+07:00")
    bench.pass_time("2024-03-20T09:00:00+07:00")
    bench.answer(case_id, "limit_passed_discussion_2", decision="end")
    return case_id


def stuck(bench: CaseBench) -> Any:
    """As if the last step had failed in the drawing."""
    case_id = bench.start()
    fault = Fault("plenary", "decision == 'forward'", "'decision' is not defined", ("origin", "regime"))
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        error = CaseStuckError(case_id, fault, during="task.completed", sequence=1)
        note_incident(unit, bench.procedure, error)
    return case_id


def decided_about(bench: CaseBench) -> Any:
    """Its first task goes through many hands."""
    case_id = bench.start()
    task = bench.task(case_id, "initial_study")
    appoint(bench, ME, "bawaslu-2")
    act(bench, "assign", task, by=COORDINATOR, assignee=ME, reason=None)
    act(bench, "delegate", task, assignee="bawaslu-2", reason="on leave")
    act(bench, "give-back", task, by=an_officer(id="bawaslu-2"), reason=None)
    act(bench, "follow-up", task, follow_up_on=bench.clock.at.date(), reason=None)
    act(bench, "priority", task, by=COORDINATOR, priority=Priority.HIGH, reason="a witness leaves")
    act(bench, "return", task, by=COORDINATOR, reason="the date is missing")
    return case_id


def held(bench: CaseBench) -> Any:
    """Suspended and resumed."""
    case_id = bench.start()
    suspend(bench, case_id)
    resume(bench, case_id)
    return case_id


def with_a_suspect(bench: CaseBench) -> Any:
    case_id = bench.start(facts=[a_fact("forwarded", "2024-01-26")])
    released = bench.claim(case_id, "initial_study")
    track = bench.name_suspect(case_id)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        officer = an_officer(released.agency)
        unclaim_task(unit, released.id, officer=officer, expected=expecting(released.version))
        transfer_case(unit, bench.procedure, case_id, office="32", level="province", about={})
    bench.answer(case_id, "suspect_examination", track=track, decision="sp3")
    return case_id


def test_every_sample_has_the_members_that_are_really_told(bench: CaseBench) -> None:
    told = everything_told(bench)
    assert told.keys() == TYPES
    for type_ in TYPES:
        sample = from_json((SAMPLES / f"{type_}.json").read_bytes())
        assert (sample.source, sample.type) == ("workflow", type_)
        assert {frozenset(data) for data in told[type_]} == {frozenset(sample.data)}, type_


def test_there_is_a_sample_of_every_type() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == TYPES


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_whoever_listens_gets_everything_we_say(type_: str) -> None:
    noun = type_.partition(".")[0]
    assert all(f"{noun}.*" in queue.bindings for queue in AUDIENCE)
