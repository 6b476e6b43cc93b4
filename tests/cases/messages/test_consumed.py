from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cases.actions.intakes import take_in
from cases.actions.parties import name_suspect
from cases.domain.case import Case, CaseStatus, Outcome
from cases.domain.errors import CaseNotFoundError, UnknownOutcomeError
from cases.domain.officer import Agency
from cases.domain.party import Identity
from cases.messages.consumed import consumer
from cases.storage.unit import CasesUnit
from chassis.envelope import Event
from chassis.inbox import Inbox, Verdict
from tests.cases.builders import NOON, an_intake, an_officer
from tests.cases.outbox import told


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    return take_in(unit, an_intake(), by=an_officer(), now=NOON)


def an_event(case: Case, type_: str, *, sequence: int = 1, **data: Any) -> Event:
    data = {"case_id": str(case.id), **data}
    return Event(uuid4(), "workflow", type_, str(case.id), sequence, NOON, data)


def applied(unit: CasesUnit, event: Event) -> Verdict:
    """What the consumer does in one unit of work."""
    receipt = Inbox(unit.session).receive(event)
    handler = consumer.handler_for(event.type)
    if receipt.verdict is Verdict.APPLY and handler is not None:
        handler(unit, event)
    return receipt.verdict


def a_completion(case: Case, name: str = "registration", **more: Any) -> Event:
    return an_event(case, "task.completed", task_id=str(uuid4()), name=name, actor="bawaslu-karawang", **more)


@pytest.mark.parametrize("decision", [{}, {"decision": None}, {"decision": "registered"}])
def test_a_completed_registration_makes_a_number(
    unit: CasesUnit, case: Case, decision: dict[str, Any]
) -> None:
    applied(unit, a_completion(case, **decision))
    assert unit.cases.get(case.id).register_number == "001/Reg/LP/PB/Kab/13.19/X/2024"


def test_a_refused_registration_makes_none(unit: CasesUnit, case: Case) -> None:
    applied(unit, a_completion(case, decision="not_registered"))
    assert unit.cases.get(case.id) == case


def test_other_tasks_are_not_ours(unit: CasesUnit, case: Case) -> None:
    applied(unit, a_completion(case, "discussion_1", decision="registered"))
    assert unit.cases.get(case.id) == case


def test_an_advanced_process_moves_the_case(unit: CasesUnit, case: Case) -> None:
    applied(unit, an_event(case, "process.advanced", stage="investigation"))
    assert unit.cases.get(case.id).stage == "investigation"


@pytest.mark.parametrize("outcome", [Outcome.SP3, Outcome.CANCELLED])
def test_an_ended_process_closes_the_case(unit: CasesUnit, case: Case, outcome: Outcome) -> None:
    applied(unit, an_event(case, "process.ended", outcome=outcome.value))
    closed = unit.cases.get(case.id)
    assert (closed.status, closed.outcome) == (CaseStatus.CLOSED, outcome)


def test_an_ended_track_concludes_its_suspect(unit: CasesUnit, case: Case) -> None:
    for advanced in (
        a_completion(case),
        an_event(case, "process.advanced", sequence=2, stage="investigation"),
    ):
        applied(unit, advanced)
    police = an_officer(agency=Agency.POLRI, subject="polri-karawang")
    suspect = name_suspect(unit, case.id, Identity(name="Budi"), None, by=police, now=NOON)
    ended = an_event(case, "process.track_ended", sequence=3, track=str(suspect.id), outcome="acquitted")
    applied(unit, ended)
    assert unit.parties.get(case.id, suspect.id).status == "acquitted"


def test_an_event_that_comes_again_has_no_second_effect(unit: CasesUnit, case: Case) -> None:
    course = [
        an_event(case, "process.started", definition="handling"),
        an_event(case, "process.advanced", sequence=2, stage="finding"),
        an_event(case, "task.completed", sequence=3, name="registration", actor="a", task_id="t"),
        an_event(case, "process.ended", sequence=4, outcome="convicted"),
    ]
    first = [applied(unit, event) for event in course]
    after = unit.cases.get(case.id)
    again = [applied(unit, event) for event in course for _ in range(2)]
    assert set(first) == {Verdict.APPLY}
    assert set(again) == {Verdict.REPEATED}
    assert unit.cases.get(case.id) == after
    assert [event.type for event in told(unit.session)] == ["case.received", "case.registered", "case.closed"]


@pytest.mark.parametrize(
    "type_", ["task.created", "task.claimed", "deadline.missed", "fact.recorded", "process.started"]
)
def test_the_rest_has_no_handler(type_: str) -> None:
    assert consumer.handler_for(type_) is None


def test_what_cannot_be_understood_is_refused(unit: CasesUnit, case: Case) -> None:
    with pytest.raises(UnknownOutcomeError):
        applied(unit, an_event(case, "process.ended", outcome="forgotten"))
    with pytest.raises(KeyError):
        applied(unit, an_event(case, "process.advanced", sequence=2))


def test_a_case_that_is_not_here_is_refused(unit: CasesUnit) -> None:
    nobody = an_event_about_no_case()
    with pytest.raises(CaseNotFoundError):
        applied(unit, nobody)


def an_event_about_no_case() -> Event:
    case_id = str(uuid4())
    return Event(
        uuid4(), "workflow", "process.ended", case_id, 1, NOON, {"case_id": case_id, "outcome": "sp3"}
    )


def test_every_noun_of_the_source_is_bound() -> None:
    assert consumer.sources == ("workflow",)
    assert set(consumer.bindings) == {"task.*", "deadline.*", "process.*", "fact.*"}
