"""Events through the inbox, as the consumer hands them over: repeated, reordered, malformed."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from chassis.envelope import Event, from_json, to_json
from chassis.inbox import Inbox, Verdict
from chassis.paging import PageRequest
from notify.domain.alerts import AlertKind
from notify.domain.notifications import Notification
from notify.domain.officer import Agency, Level, Role
from notify.messages.consumed import consumer
from notify.storage.unit import NotifyUnit
from tests.notify.builders import CASE, DEADLINE, VALID, an_event, an_officer

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples" / "notify"
OTHERS = sorted(sample for source in consumer.sources for sample in (SAMPLES.parent / source).glob("*.json"))
APPOINTED = an_event("member.appointed", subject="office/32.15")
HEAD = an_officer(id="head", office="00", level=Level.NATIONAL, roles=frozenset({Role.ADMINISTRATOR}))


def take(unit: NotifyUnit, *events: Event) -> None:
    """What the consumer does with each event."""
    for event in events:
        inbox = Inbox(unit.session)
        receipt = inbox.receive(event)
        if receipt.verdict is not Verdict.APPLY:
            continue
        apply(unit, event)
        if receipt.follows:
            body = inbox.next_parked(event.source, event.subject)
            assert body is not None
            take(unit, from_json(body))


def apply(unit: NotifyUnit, event: Event) -> None:
    handler = consumer.handler_for(event.type)
    if handler is not None:
        handler(unit, event)


def told(unit: NotifyUnit) -> list[Notification]:
    me = an_officer()
    return list(unit.notifications.page(me, PageRequest(), unread=None, case_id=None).items)


def email_count(unit: NotifyUnit) -> int:
    return len(unit.deliveries.page(HEAD, PageRequest(), state=None, recipient=None).items)


def a_case() -> list[Event]:
    types = ["task.created", "deadline.started", "deadline.approaching", "deadline.missed", "task.completed"]
    return [an_event(type_, sequence=number) for number, type_ in enumerate(types, start=1)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::17])
def test_whatever_the_order_and_however_often_each_is_told_once(
    unit: NotifyUnit, order: tuple[int, ...]
) -> None:
    take(unit, APPOINTED)
    events = a_case()
    for _ in range(2):
        take(unit, *(events[place] for place in order))
    assert {n.alert.kind: n.closed_at is None for n in told(unit)} == {
        AlertKind.TASK_CREATED: False,
        AlertKind.DEADLINE_APPROACHING: False,
        AlertKind.DEADLINE_MISSED: True,
    }
    assert email_count(unit) == 3


def test_even_a_handler_that_runs_twice_tells_once(unit: NotifyUnit) -> None:
    take(unit, APPOINTED)
    for event in (*a_case(), *a_case()[:0]):
        apply(unit, event)
        apply(unit, event)
    assert len(told(unit)) == 3
    assert email_count(unit) == 3


def test_a_limit_that_is_met_closes_its_alerts(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("deadline.missed"), an_event("deadline.met", sequence=2))
    assert [n.closed_at is not None for n in told(unit)] == [True]


def test_a_limit_that_moves_closes_what_was_said_of_the_date_before(unit: NotifyUnit) -> None:
    take(
        unit,
        APPOINTED,
        an_event("deadline.approaching"),
        an_event("deadline.recomputed", sequence=2, **DEADLINE),
    )
    assert [n.closed_at is None for n in told(unit)] == [True]
    take(unit, an_event("deadline.recomputed", sequence=3))
    assert [n.closed_at is None for n in told(unit)] == [False]


def test_the_end_of_the_process_closes_what_is_open(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("task.created"), an_event("process.ended", sequence=2))
    assert [n.closed_at is not None for n in told(unit)] == [True]


def test_a_cancelled_task_is_no_longer_due(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("task.created"), an_event("task.cancelled", sequence=2))
    assert [n.closed_at is not None for n in told(unit)] == [True]


def test_numbers_of_the_case_are_noted(unit: NotifyUnit) -> None:
    take(unit, an_event("case.received"), an_event("case.registered", sequence=2))
    assert unit.cases.numbers([CASE]) == {CASE: "010/Reg/LP/PL/Kab/27.09/III/2024"}


@pytest.mark.parametrize("address", [None, "", "no address", "a@b\r\nBcc: all@example.com", 7])
def test_a_wrong_address_does_not_keep_a_member_out(unit: NotifyUnit, address: Any) -> None:
    take(unit, an_event("member.appointed", email=address))
    recipient = unit.recipients.find("bawaslu-karawang")
    assert recipient is not None
    assert recipient.email is None


@pytest.mark.parametrize(
    ("type_", "wrong"),
    [
        ("task.created", {"case_id": "RC-001"}),
        ("task.created", {"agency": "kpk"}),
        ("task.created", {"office": "Karawang"}),
        ("deadline.missed", {"legal_limit": "2024-03-21"}),
        ("deadline.missed", {"legal_limit": "tomorrow"}),
        ("deadline.approaching", {"limit": None}),
        ("member.appointed", {"level": "village"}),
    ],
)
def test_an_event_of_another_shape_goes_to_the_dead_letters(
    unit: NotifyUnit, type_: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        apply(unit, an_event(type_, **wrong))


def test_fields_we_do_not_read_may_come_and_go(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("task.created", brand_new={"nested": 1}))
    assert len(told(unit)) == 1


def test_limits_without_dates_are_alerted_too(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("deadline.approaching", legal_limit=None, safe_limit=None, rule=None))
    assert len(told(unit)) == 1


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_is_an_event_of_its_name(unit: NotifyUnit, sample: Path) -> None:
    event = from_json(sample.read_bytes())
    assert event.type == sample.stem
    apply(unit, event)


@pytest.mark.parametrize("sample", OTHERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_others_say_they_publish_is_understood(unit: NotifyUnit, sample: Path) -> None:
    apply(unit, from_json(sample.read_bytes()))


def test_there_is_a_sample_of_every_event_we_act_on() -> None:
    named = {sample.stem for sample in SAMPLES.glob("*.json")}
    assert named == {*VALID, "notification.acknowledged"}
    assert all(consumer.handler_for(type_) for type_ in VALID)


def test_a_sample_survives_the_envelope() -> None:
    body = (SAMPLES / "task.created.json").read_bytes()
    assert json.loads(to_json(from_json(body))) == json.loads(body)


def test_a_moved_task_is_told_to_its_new_office_and_over_at_the_old_one(unit: NotifyUnit) -> None:
    there = an_event(
        "member.appointed", subject="office/32", member_id="jabar", office="32", level="province"
    )
    take(unit, APPOINTED, there, an_event("task.created"), an_event("task.moved", sequence=2))
    (old,) = told(unit)
    assert old.closed_at is not None
    province = an_officer(id="jabar", office="32", level=Level.PROVINCE)
    (fresh,) = unit.notifications.page(province, PageRequest(), unread=None, case_id=None).items
    assert (fresh.alert.office, fresh.closed_at) == ("32", None)


def test_a_withdrawal_is_told_to_every_agency_that_handles_the_case(unit: NotifyUnit) -> None:
    police = an_event(
        "member.appointed", subject="office/32.15", sequence=2, member_id="polri", agency="polri"
    )
    take(unit, APPOINTED, police, an_event("case.withdrawn", agencies=["bawaslu", "polri"]))
    for officer in (an_officer(), an_officer(id="polri", agency=Agency.POLRI)):
        (note,) = unit.notifications.page(officer, PageRequest(), unread=None, case_id=None).items
        assert (note.alert.kind, note.closed_at) == (AlertKind.REPORT_WITHDRAWN, None)


def test_a_clock_that_stopped_alone_is_nobodys_worry(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("deadline.started"), an_event("deadline.approaching", sequence=2))
    take(
        unit,
        an_event("deadline.recomputed", sequence=3, state="unknown", legal_limit=DEADLINE["legal_limit"]),
    )
    (note,) = told(unit)
    assert note.closed_at is not None


def test_what_the_office_before_a_transfer_was_told_is_over(unit: NotifyUnit) -> None:
    take(unit, APPOINTED, an_event("deadline.started"), an_event("deadline.approaching", sequence=2))
    there = an_event("deadline.recomputed", sequence=3, office="32", legal_limit=DEADLINE["legal_limit"])
    take(unit, there)
    (note,) = told(unit)
    assert note.closed_at is not None
