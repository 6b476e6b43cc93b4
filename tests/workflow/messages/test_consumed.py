"""What `workflow` does with the events of others, each through a real inbox."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.clock import FixedClock
from chassis.envelope import Event, from_json
from chassis.errors import NotFoundError, WrongStateError
from chassis.inbox import Inbox, Verdict
from tests.workflow.builders import MONDAY, UNKNOWN, CaseBench
from tests.workflow.messages.told import told
from tests.workflow.picture import picture_of
from workflow.actions.procedure import NoProcedureError
from workflow.domain.errors import ImpossibleFactError, UnknownOfficeError
from workflow.messages.consumed import SOURCES, subscription
from workflow.storage.definitions import DefinitionStore
from workflow.storage.unit import WorkflowUnit

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples"


def sample(name: str) -> Event:
    return from_json((SAMPLES / f"{name}.json").read_bytes())


@pytest.fixture
def clock() -> FixedClock:
    """After every date of the samples."""
    return FixedClock(MONDAY.replace(year=2025))


def apply(bench: CaseBench, event: Event) -> Verdict:
    """What the consumer does with one delivery."""
    handler = subscription(bench.procedure).handler_for(event.type)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        receipt = Inbox(unit.session).receive(event)
        if receipt.verdict is Verdict.APPLY and handler is not None:
            handler(unit, event)
    return receipt.verdict


def received(bench: CaseBench) -> Event:
    """The report of the sample, filed."""
    event = replace(sample("cases/case.received.report"), sequence=1)
    assert apply(bench, event) is Verdict.APPLY
    return event


def case_of(event: Event) -> UUID:
    return UUID(event.data["case_id"])


def about(event: Event, type_: str, sequence: int, **data: Any) -> Event:
    """A later event of `cases` about the same case."""
    return Event(
        uuid4(), "cases", type_, event.subject, sequence, event.time, {"case_id": event.subject, **data}
    )


def test_a_received_report_begins_its_procedure(bench: CaseBench) -> None:
    event = received(bench)
    instance = bench.instance(case_of(event))
    kept = ("intake_number", "regime", "origin", "office", "level", "confidentiality")
    assert {name: getattr(instance, name) for name in kept} == {name: event.data[name] for name in kept}
    assert [task.name for task in bench.open_tasks(instance.case_id)] == ["initial_study"]


def test_the_dates_of_the_intake_become_facts(bench: CaseBench) -> None:
    event = received(bench)
    recorded = {found.data["kind"]: found.data for found in told(bench) if found.type == "fact.recorded"}
    assert {kind: data["at"] for kind, data in recorded.items()} == {
        "act_committed": "2024-10-07T00:00:00+07:00",
        "violation_known": "2024-10-08T19:30:00+07:00",
        "report_submitted": "2024-10-10T00:00:00+07:00",
    }
    assert recorded["report_submitted"]["document"] == "B.1"
    (first,) = bench.journal(case_of(event))
    cause = json.loads(first.body)["cause"]
    assert (cause["kind"], cause["actor"], cause["event_id"]) == ("case.received", "system", str(event.id))


def test_a_national_finding_begins_too(bench: CaseBench) -> None:
    event = replace(sample("cases/case.received.finding"), sequence=1)
    apply(bench, event)
    assert [task.name for task in bench.open_tasks(case_of(event))] == ["finding_decision"]


def test_an_unknown_date_of_the_intake_stays_unknown(bench: CaseBench) -> None:
    event = sample("cases/case.received.report")
    data = {**event.data, "act_on": {"at": None}, "known": None}
    apply(bench, replace(event, sequence=1, data=data))
    kinds = {found.data["kind"]: found.data["at"] for found in told(bench) if found.type == "fact.recorded"}
    assert kinds["act_committed"] is None
    assert "violation_known" not in kinds


def test_the_register_number_moves_the_case_on(bench: CaseBench) -> None:
    event = received(bench)
    case_id = case_of(event)
    bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    bench.complete(case_id, "registration", registered=UNKNOWN)
    assert bench.open_tasks(case_id) == []
    apply(bench, about(event, "case.registered", 2, register_number="001/Reg"))
    assert bench.instance(case_id).register_number == "001/Reg"
    assert [task.name for task in bench.open_tasks(case_id)] == ["discussion_1"]


def test_an_acknowledged_alert_enters_the_history(bench: CaseBench) -> None:
    case_id = case_of(received(bench))
    note = sample("notify/notification.acknowledged")
    event = replace(note, sequence=1, subject=str(case_id), data={**note.data, "case_id": str(case_id)})
    before = bench.open_tasks(case_id)
    apply(bench, event)
    entry = bench.journal(case_id)[-1]
    cause = json.loads(entry.body)["cause"]
    assert cause == {
        "kind": "notification.acknowledged",
        "actor": "bawaslu-karawang",
        "event_id": str(event.id),
        "notification_id": note.data["notification_id"],
        "about_event": note.data["event_id"],
        "acknowledged_at": note.time.isoformat(),
    }
    assert (entry.delta, bench.open_tasks(case_id)) == (None, before)


def test_an_acknowledgement_is_noted_also_after_the_end(bench: CaseBench) -> None:
    case_id = case_of(received(bench))
    bench.answer(case_id, "initial_study", decision="not_registered")
    bench.answer(case_id, "preliminary_decision", decision="closed")
    note = sample("notify/notification.acknowledged")
    apply(bench, replace(note, sequence=1, subject=str(case_id), data={**note.data, "case_id": str(case_id)}))
    assert bench.instance(case_id).outcome == "not_registered"
    assert len(bench.journal(case_id)) == 4


def test_an_event_that_comes_again_has_no_second_effect(bench: CaseBench) -> None:
    event = received(bench)
    case_id = case_of(event)
    bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    bench.complete(case_id, "registration", registered=UNKNOWN)
    registered = about(event, "case.registered", 2, register_number="001/Reg")
    closed = about(event, "case.closed", 3, outcome="sp3")
    note = sample("notify/notification.acknowledged")
    noted = replace(note, sequence=1, subject=str(case_id), data={**note.data, "case_id": str(case_id)})
    member = replace(sample("cases/member.appointed"), sequence=1)
    course = [registered, closed, noted, member]
    assert {apply(bench, found) for found in course} == {Verdict.APPLY}
    after = picture_of(bench.database)
    assert {apply(bench, found) for found in [event, *course, *course]} == {Verdict.REPEATED}
    assert picture_of(bench.database) == after


def test_an_early_event_waits_for_the_one_before_it(bench: CaseBench) -> None:
    event = sample("cases/case.received.report")
    early = about(event, "case.registered", 2, register_number="001/Reg")
    assert apply(bench, early) is Verdict.PARKED
    assert apply(bench, replace(event, sequence=1)) is Verdict.APPLY


def test_the_rest_has_no_handler(bench: CaseBench) -> None:
    assert subscription(bench.procedure).handler_for("case.closed") is None


def test_all_nouns_of_the_sources_are_bound(bench: CaseBench) -> None:
    heard = subscription(bench.procedure)
    assert heard.sources == tuple(sorted(SOURCES)) == ("cases", "notify")
    assert set(heard.bindings) == {"case.*", "member.*", "notification.*"}


def test_a_number_nobody_waits_for_is_refused_and_leaves_nothing(bench: CaseBench) -> None:
    event = received(bench)
    before = picture_of(bench.database)
    with pytest.raises(WrongStateError):
        apply(bench, about(event, "case.registered", 2, register_number="001/Reg"))
    assert picture_of(bench.database) == before


def test_a_case_that_is_not_here_is_refused(bench: CaseBench) -> None:
    with pytest.raises(NotFoundError):
        apply(bench, about(sample("cases/case.received.report"), "case.registered", 1, register_number="1"))


SPOILT: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "no id": ({"case_id": None}, TypeError),
    "odd id": ({"case_id": "7"}, ValueError),
    "office": ({"office": "elsewhere"}, UnknownOfficeError),
    "origin": ({"origin": "rumour"}, ValueError),
    "regime": ({"regime": "kingdom"}, ValueError),
    "date": ({"act_on": {"at": "2100-01-01"}}, ImpossibleFactError),
}


@pytest.mark.parametrize(("changes", "error"), SPOILT.values(), ids=SPOILT)
def test_a_case_that_cannot_be_understood_is_refused_whole(
    bench: CaseBench, changes: dict[str, Any], error: type[Exception]
) -> None:
    """The consumer then sets it aside with the reason, and its case waits."""
    event = sample("cases/case.received.report")
    before = picture_of(bench.database)
    with pytest.raises(error):
        apply(bench, replace(event, sequence=1, data={**event.data, **changes}))
    assert picture_of(bench.database) == before


def test_a_case_is_not_begun_twice_under_another_event(bench: CaseBench) -> None:
    event = received(bench)
    again = replace(event, id=uuid4(), sequence=2, time=event.time + timedelta(seconds=1))
    with pytest.raises(WrongStateError):
        apply(bench, again)


def test_without_a_procedure_no_case_begins(bench: CaseBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DefinitionStore, "newest", lambda _: None)
    with pytest.raises(NoProcedureError, match="migrate"):
        received(bench)
