"""What `workflow` does with the events of others; each handler runs once per event, in order per case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.consumer import Subscription
from chassis.envelope import Event
from workflow.actions.cases import ReceivedCase, must_lock, note_acknowledgement, number_allotted, start_case
from workflow.actions.procedure import Procedure
from workflow.actions.side_events import name_suspect, note_joining, note_withdrawal, transfer_case
from workflow.domain.facts import Fact, FactKind, fact_from_value
from workflow.domain.zones import Zone, zone_of_office
from workflow.storage.unit import WorkflowUnit

SOURCES = {"cases": ("case.*", "member.*"), "notify": ("notification.*",)}
INTAKE_FACTS: Mapping[str, FactKind] = {
    "act_on": FactKind.ACT_COMMITTED,
    "known": FactKind.VIOLATION_KNOWN,
    "submitted": FactKind.REPORT_SUBMITTED,
}
"""Which member of `case.received` is which fact."""


def subscription(procedure: Procedure) -> Subscription[WorkflowUnit]:
    """The handlers, bound to the procedure they move cases through."""
    heard = Subscription[WorkflowUnit]("workflow", SOURCES)

    @heard.handles("case.received")
    def on_case_received(unit: WorkflowUnit, event: Event) -> None:
        start_case(unit, procedure, received_case(event.data), event_id=event.id)

    @heard.handles("case.registered")
    def on_case_registered(unit: WorkflowUnit, event: Event) -> None:
        case_id, number = UUID(event.data["case_id"]), event.data["register_number"]
        number_allotted(unit, procedure, case_id, number, event_id=event.id)

    @heard.handles("case.suspect_named")
    def on_suspect_named(unit: WorkflowUnit, event: Event) -> None:
        case_id, party_id = UUID(event.data["case_id"]), UUID(event.data["party_id"])
        office = must_lock(unit, case_id).counts_at
        value = event.data.get("named") or {"at": None}
        named = _fact(FactKind.SUSPECT_NAMED, value, zone_of_office(office))
        name_suspect(unit, procedure, case_id, party_id, named, event_id=event.id)

    @heard.handles("case.withdrawn")
    def on_case_withdrawn(unit: WorkflowUnit, event: Event) -> None:
        note_withdrawal(unit, procedure, UUID(event.data["case_id"]), _about(event))

    @heard.handles("case.joined")
    def on_case_joined(unit: WorkflowUnit, event: Event) -> None:
        note_joining(unit, procedure, UUID(event.data["case_id"]), _about(event))

    @heard.handles("case.transferred")
    def on_case_transferred(unit: WorkflowUnit, event: Event) -> None:
        case_id, office, level = UUID(event.data["case_id"]), event.data["office"], event.data["level"]
        transfer_case(unit, procedure, case_id, office=office, level=level, about=_about(event))

    @heard.handles("member.appointed")
    def on_member_appointed(unit: WorkflowUnit, event: Event) -> None:
        member_id, agency = event.data["member_id"], event.data["agency"]
        unit.members.note(member_id, agency, appointed_at=event.time)

    @heard.handles("notification.acknowledged")
    def on_notification_acknowledged(unit: WorkflowUnit, event: Event) -> None:
        about = {
            "event_id": str(event.id),
            "notification_id": event.data["notification_id"],
            "about_event": event.data["event_id"],
            "acknowledged_at": event.time.isoformat(),
        }
        case_id, recipient = UUID(event.data["case_id"]), event.data["recipient"]
        note_acknowledgement(unit, procedure, case_id, about, recipient=recipient)

    return heard


def received_case(data: Mapping[str, Any]) -> ReceivedCase:
    """`case.received` in the words of the procedure; facts it leaves out have not happened or are not known of."""
    zone = zone_of_office(data["office"])
    return ReceivedCase(
        case_id=UUID(data["case_id"]),
        intake_number=data["intake_number"],
        regime=data["regime"],
        origin=data["origin"],
        office=data["office"],
        level=data["level"],
        confidentiality=data["confidentiality"],
        facts=[_fact(kind, data[name], zone) for name, kind in INTAKE_FACTS.items() if data.get(name)],
    )


def _about(event: Event) -> dict[str, Any]:
    """An event as the journal keeps it: its id and what it said of the case."""
    said = {name: value for name, value in event.data.items() if name != "case_id"}
    return {"event_id": str(event.id), **said}


def _fact(kind: FactKind, value: Mapping[str, Any], zone: Zone) -> Fact:
    return fact_from_value(kind, value, office=zone)
