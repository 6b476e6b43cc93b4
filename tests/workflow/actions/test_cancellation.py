"""A case that a coordinator of Bawaslu cancels is over: tasks, tracks and clocks are closed, and everybody is told."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from chassis.errors import NotAllowedError, NotFoundError, WrongStateError
from tests.workflow.actions.standstill import (
    COORDINATOR,
    WHY,
    bodies,
    cancel,
    causes,
    gets_stuck,
    put,
    suspend,
)
from tests.workflow.actions.test_incidents import hear, named, received
from tests.workflow.actions.test_repair import with_tracks
from tests.workflow.builders import CaseBench, an_officer
from tests.workflow.procedures import a_model, a_procedure
from workflow.domain.officer import Level, Officer, Role
from workflow.engine import fold, genesis, restore
from workflow.storage.unit import WorkflowUnit


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    put(bench, with_tracks())
    return bench.start()


def a_coordinator(agency: str = "bawaslu", **changes: object) -> Officer:
    return an_officer(agency, roles=frozenset({Role.COORDINATOR}), **changes)


def test_tasks_tracks_and_the_case_are_closed_and_told(bench: CaseBench, case_id: UUID) -> None:
    track = bench.name_suspect(case_id)
    cancel(bench, case_id)
    instance = bench.instance(case_id)
    assert (instance.state, instance.outcome) == ("ended", "cancelled")
    assert bench.open_tasks(case_id) == []
    assert bench.tracks(case_id)[track].outcome == "cancelled"
    told = [(event.type, event.data.get("outcome")) for event in bench.told(case_id)[-4:]]
    assert sorted(told, key=str) == [
        ("process.ended", "cancelled"),
        ("process.track_ended", "cancelled"),
        ("task.cancelled", None),
        ("task.cancelled", None),
    ]


def test_running_clocks_are_closed(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    assert "open" in {found.state for found in bench.deadlines(case_id).values()}
    cancel(bench, case_id)
    deadlines = bench.deadlines(case_id).values()
    assert "open" not in {found.state for found in deadlines}
    assert [found.next_alert_at for found in deadlines if found.next_alert_at] == []


def test_the_journal_says_who_why_and_where_it_stood(bench: CaseBench, case_id: UUID) -> None:
    cancel(bench, case_id)
    entry = bodies(bench, case_id)[-1]
    assert (entry["cause"]["kind"], entry["cause"]["actor"]) == ("case.cancelled", COORDINATOR.id)
    assert (entry["outcome"], entry["cause"]["was"]) == ("cancelled", "running")
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.journal.words(case_id)[entry["texts"]["reason"]] == WHY


def test_the_folded_journal_shows_an_instance_that_has_ended(bench: CaseBench, case_id: UUID) -> None:
    bench.name_suspect(case_id)
    cancel(bench, case_id)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        definition = bench.procedure.version(bench.instance(case_id).definition, unit.definitions).definition
        snapshot, deltas = unit.journal.newest_state(case_id)
    live = restore(fold(snapshot or genesis(definition, case_id), deltas), definition)
    assert live.ended
    assert live.open_tasks() == ()


def test_what_was_held_for_it_is_named_and_dropped(bench: CaseBench, case_id: UUID) -> None:
    suspend(bench, case_id)
    event = named(case_id, 2)
    hear(bench, event)
    cancel(bench, case_id)
    assert bodies(bench, case_id)[-1]["cause"]["held_events"] == [str(event.id)]
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.incidents.take_held(case_id) == []


def test_a_stuck_case_can_be_cancelled_even_one_that_never_began(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model(first="outcome = int(origin)")}))
    case_id = uuid4()
    hear(bench, received(case_id))
    cancel(bench, case_id)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.incidents.open_of(case_id) is None
    assert bench.instance(case_id).outcome == "cancelled"


def test_a_case_stuck_on_the_way_is_cancelled(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model("outcome = int(decision)")}))
    case_id = bench.start()
    gets_stuck(bench, lambda: bench.complete(case_id, "study", decision="x"))
    cancel(bench, case_id)
    assert bench.open_tasks(case_id) == []
    assert causes(bench, case_id)[-1] == "case.cancelled"


def test_a_number_allotted_meanwhile_stays_on_record(bench: CaseBench, case_id: UUID) -> None:
    cancel(bench, case_id)
    bench.register(case_id)
    assert bench.instance(case_id).register_number is not None
    assert causes(bench, case_id)[-1] == "case.registered"


def test_a_case_ends_once(bench: CaseBench, case_id: UUID) -> None:
    cancel(bench, case_id)
    with pytest.raises(WrongStateError):
        cancel(bench, case_id)


def test_coordinators_of_bawaslu_at_the_office_or_above_cancel(bench: CaseBench, case_id: UUID) -> None:
    for officer in (an_officer(), a_coordinator("polri"), a_coordinator("kejaksaan")):
        with pytest.raises(NotAllowedError):
            cancel(bench, case_id, officer=officer)
    with pytest.raises(NotFoundError):
        cancel(bench, case_id, officer=a_coordinator(office="51.01"))
    cancel(bench, case_id, officer=a_coordinator(office="32", level=Level.PROVINCE))
