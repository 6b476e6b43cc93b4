"""A case whose procedure fails waits with the reason on record, and goes on when a coordinator tries again."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.envelope import Event
from chassis.errors import NotAllowedError, NotFoundError, VersionMismatchError, WrongStateError
from tests.support.drawing import Process, drawn, times
from tests.workflow.builders import MONDAY, CaseBench, an_officer, expecting
from tests.workflow.procedures import Files, a_form, a_model, a_procedure
from workflow.actions.deploy import deploy
from workflow.actions.incidents import note_incident, retry_case
from workflow.domain.incident import CaseStuckError, Incident
from workflow.domain.instance import Instance
from workflow.domain.officer import Officer, Role
from workflow.messages.consumed import handled_again, subscription
from workflow.storage.unit import WorkflowUnit
from workflow.timers import alert_rounds

COORDINATOR = an_officer(roles=frozenset({Role.COORDINATOR}))
FAILS = "outcome = int(decision)"


def put(bench: CaseBench, files: Files) -> None:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, files)


def stuck_case(bench: CaseBench) -> UUID:
    """A case whose last script could not read what the officer chose."""
    put(bench, a_procedure({"handling.bpmn": a_model(FAILS)}))
    case_id = bench.start()
    with pytest.raises(CaseStuckError) as stuck:
        bench.complete(case_id, "study", decision="guilty")
    note(bench, stuck.value)
    return case_id


def note(bench: CaseBench, stuck: CaseStuckError) -> None:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        note_incident(unit, bench.procedure, stuck)


def incident(bench: CaseBench, case_id: UUID) -> Incident | None:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return unit.incidents.open_of(case_id)


def retry(bench: CaseBench, case_id: UUID, *, officer: Officer = COORDINATOR) -> Instance:
    at = bench.instance(case_id).sequence
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        again = handled_again(bench.procedure)
        return retry_case(unit, bench.procedure, case_id, again, officer=officer, expected=expecting(at))


def told(bench: CaseBench, case_id: UUID, kind: str) -> list[dict[str, Any]]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        query = text("SELECT data FROM outbox WHERE subject = :id AND type = :kind ORDER BY sequence")
        return [row.data for row in unit.session.execute(query, {"id": str(case_id), "kind": kind})]


def received(case_id: UUID) -> Event:
    data = {
        "case_id": str(case_id),
        "intake_number": "001/LP/PL/Kab/13.19/I/2024",
        "regime": "pemilu",
        "origin": "report",
        "office": "32.15",
        "level": "regency",
        "confidentiality": 1,
    }
    return Event(
        id=uuid4(),
        source="cases",
        type="case.received",
        subject=str(case_id),
        sequence=1,
        time=MONDAY,
        data=data,
        traceparent=None,
    )


def hear(bench: CaseBench, event: Event) -> None:
    handler = subscription(bench.procedure).handler_for(event.type)
    assert handler is not None
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        handler(unit, event)


def test_a_failed_step_leaves_the_case_as_it_was_and_stuck(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    found = incident(bench, case_id)
    assert found is not None
    assert (found.element, found.during) == ("conclude", "task.completed")
    assert found.data_keys == ("decision", "origin", "regime")
    assert found.expression == FAILS
    assert bench.instance(case_id).state == "incident"
    (task,) = bench.open_tasks(case_id)
    assert (task.name, task.state) == ("study", "claimed")


def test_the_answers_that_could_not_be_taken_wait_as_a_draft(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    (task,) = bench.open_tasks(case_id)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        draft = unit.drafts.of(task.id)
    assert (draft.answers, draft.version, draft.saved_by) == ({"decision": "guilty"}, 1, task.assignee)


def test_the_incident_is_journalled_and_told(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    cause = json.loads(bench.journal(case_id)[-1].body)["cause"]
    assert (cause["kind"], cause["element"], cause["during"]) == (
        "process.stuck",
        "conclude",
        "task.completed",
    )
    (event,) = told(bench, case_id, "process.stuck")
    assert event["element"] == "conclude"
    assert set(event) == {"case_id", "incident_id", "element", "during", "office"}


def test_a_stuck_case_takes_no_step(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    with pytest.raises(WrongStateError, match="incident"):
        bench.complete(case_id, "study", decision="1")


def test_after_a_retry_the_officer_sends_other_answers_and_the_case_goes_on(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    assert retry(bench, case_id).state == "running"
    assert incident(bench, case_id) is None
    bench.complete(case_id, "study", decision="1")
    assert bench.instance(case_id).state == "ended"
    kinds = [json.loads(entry.body)["cause"]["kind"] for entry in bench.journal(case_id)]
    assert kinds == ["case.received", "process.stuck", "case.retried", "task.completed"]


def test_only_coordinators_who_see_the_case_try_again(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    with pytest.raises(NotAllowedError):
        retry(bench, case_id, officer=an_officer())
    with pytest.raises(NotFoundError):
        retry(bench, case_id, officer=an_officer(office="51.01", roles=frozenset({Role.COORDINATOR})))


def test_a_case_that_is_not_stuck_is_not_tried_again(bench: CaseBench) -> None:
    with pytest.raises(WrongStateError):
        retry(bench, bench.start())


def test_two_coordinators_try_again_once(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    at = bench.instance(case_id).sequence
    retry(bench, case_id)
    again = handled_again(bench.procedure)
    with bench.database.unit_of_work(WorkflowUnit) as unit, pytest.raises(VersionMismatchError):
        retry_case(unit, bench.procedure, case_id, again, officer=COORDINATOR, expected=expecting(at))


def test_a_failure_that_the_case_has_left_behind_is_no_incident(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model(FAILS)}))
    case_id = bench.start()
    with pytest.raises(CaseStuckError) as stuck:
        bench.complete(case_id, "study", decision="guilty")
    bench.complete(case_id, "study", decision="1")
    note(bench, stuck.value)
    assert incident(bench, case_id) is None


def test_more_than_a_thousand_automatic_tasks_are_an_incident(bench: CaseBench) -> None:
    process, called = Process("handling", lanes={"bawaslu": ["study"]}), Process("many")
    scripts = [called.script(f"s{number}", f"x = {number}") for number in range(90)]
    called.chain(called.start(), *scripts, called.end())
    process.chain(
        process.start(),
        process.task("study", form="study"),
        process.call("c", "many", times(12)),
        process.end(),
    )
    put(bench, a_procedure({"handling.bpmn": drawn(process, called).decode()}))
    case_id = bench.start()
    with pytest.raises(CaseStuckError) as stuck:
        bench.complete(case_id, "study", decision="go")
    assert "more than 1000 automatic tasks" in stuck.value.fault.reason
    assert stuck.value.fault.element.startswith("s")


def test_an_event_that_gets_a_case_stuck_is_applied_once_and_kept(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model(first="outcome = int(origin)")}))
    case_id = uuid4()
    hear(bench, received(case_id))
    found = incident(bench, case_id)
    assert found is not None
    assert found.event is not None
    assert (found.element, found.event["type"]) == ("prepare", "case.received")
    assert (bench.instance(case_id).state, bench.open_tasks(case_id)) == ("incident", [])
    assert told(bench, case_id, "process.started") == []


def test_a_case_that_could_not_start_starts_on_the_version_that_mends_it(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model(first="outcome = int(origin)")}))
    case_id = uuid4()
    hear(bench, received(case_id))
    with pytest.raises(CaseStuckError) as still:
        retry(bench, case_id)
    note(bench, still.value)
    found = incident(bench, case_id)
    assert found is not None
    assert found.event is not None
    put(bench, a_procedure())
    assert retry(bench, case_id).state == "running"
    assert [task.name for task in bench.open_tasks(case_id)] == ["study"]
    bench.complete(case_id, "study", decision="done")
    assert bench.instance(case_id).outcome == "done"


def test_a_case_that_has_begun_does_not_start_again(bench: CaseBench) -> None:
    event = received(uuid4())
    hear(bench, event)
    with pytest.raises(WrongStateError):
        hear(bench, event)


def test_a_timer_that_fails_does_not_stop_the_timers(bench: CaseBench) -> None:
    process = Process("handling", lanes={"bawaslu": ["study"]})
    process.chain(process.start(), process.task("study", form="study", limit="initial_study"), process.end())
    process.chain(
        process.timer("late", "study", 'limit("initial_study")'),
        process.script("explain", "reason = int(origin)"),
        process.end("over"),
    )
    put(bench, a_procedure({"handling.bpmn": drawn(process).decode(), "forms/study.json": a_form()}))
    data = received(uuid4())
    submitted = {"at": "2024-01-29", "document": None}
    hear(bench, Event(**{**vars(data), "data": {**data.data, "submitted": submitted}}))
    case_id = UUID(data.subject)
    bench.clock.at = bench.clock.at.replace(month=3)
    rounds = alert_rounds(bench.database, bench.procedure)
    rounds()
    rounds()
    found = incident(bench, case_id)
    assert found is not None
    assert (found.element, found.during) == ("explain", "deadline.missed")
    assert [event["rule"] for event in told(bench, case_id, "deadline.missed")] == ["P04"]


def named(case_id: UUID, sequence: int) -> Event:
    data = {"case_id": str(case_id), "party_id": str(uuid4()), "named": {"at": "2024-01-29"}}
    return Event(
        id=uuid4(),
        source="cases",
        type="case.suspect_named",
        subject=str(case_id),
        sequence=sequence,
        time=MONDAY,
        data=data,
    )


def causes(bench: CaseBench, case_id: UUID) -> list[str]:
    return [json.loads(entry.body)["cause"]["kind"] for entry in bench.journal(case_id)]


def test_what_comes_for_a_stuck_case_waits_with_it_and_follows_in_order(bench: CaseBench) -> None:
    case_id = stuck_case(bench)
    events = [named(case_id, number) for number in (2, 3)]
    for event in events:
        hear(bench, event)
    assert causes(bench, case_id)[-3:] == ["process.stuck", "event.held", "event.held"]
    retry(bench, case_id)
    assert causes(bench, case_id)[-3:] == ["case.retried", "case.suspect_named", "case.suspect_named"]
    about = [json.loads(entry.body)["cause"] for entry in bench.journal(case_id)[-2:]]
    assert [found["party_id"] for found in about] == [event.data["party_id"] for event in events]
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.incidents.take_held(case_id) == []
