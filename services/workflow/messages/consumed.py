"""What `workflow` does with the events of others; each handler runs once per event, in order per case.

An event that the procedure cannot take is kept with the incident it made, and the case's later events go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from chassis.consumer import Subscription
from chassis.envelope import Event, from_json, to_json
from workflow.actions.cases import (
    ReceivedCase,
    enter_case,
    must_lock,
    note_acknowledgement,
    number_allotted,
    start_case,
)
from workflow.actions.incidents import Again, hold_if_waiting, note_incident
from workflow.actions.procedure import Procedure
from workflow.actions.side_events import name_suspect, note_joining, note_withdrawal, transfer_case
from workflow.domain.facts import Fact, FactKind, fact_from_value
from workflow.domain.incident import CaseStuckError
from workflow.domain.member import Member
from workflow.domain.zones import Zone, zone_of_office
from workflow.storage.unit import WorkflowUnit

SOURCES = {"cases": ("case.*", "member.*"), "notify": ("notification.*",)}
INTAKE_FACTS: Mapping[str, FactKind] = {
    "act_on": FactKind.ACT_COMMITTED,
    "known": FactKind.VIOLATION_KNOWN,
    "submitted": FactKind.REPORT_SUBMITTED,
}
"""Which member of `case.received` is which fact."""


Step = Callable[[WorkflowUnit, Event], None]


def subscription(procedure: Procedure) -> Subscription[WorkflowUnit]:
    """The handlers, bound to the procedure they move cases through."""
    heard = Subscription[WorkflowUnit]("workflow", SOURCES)
    steps = steps_of(procedure)
    heard.handles("case.received")(_or_incident(steps["case.received"], procedure))
    heard.handles("case.registered")(_or_incident(steps["case.registered"], procedure))
    heard.handles("case.suspect_named")(_or_incident(steps["case.suspect_named"], procedure))

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
        said = event.data
        member = Member(said["member_id"], said["agency"], said["office"], tuple(said["roles"]))
        unit.members.note(member, appointed_at=event.time)

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


def steps_of(procedure: Procedure) -> Mapping[str, Step]:
    """The events that move a case, and what each does."""

    def on_case_received(unit: WorkflowUnit, event: Event) -> None:
        start_case(unit, procedure, received_case(event.data), event_id=event.id)

    def on_case_registered(unit: WorkflowUnit, event: Event) -> None:
        case_id, number = UUID(event.data["case_id"]), event.data["register_number"]
        number_allotted(unit, procedure, case_id, number, event_id=event.id)

    def on_suspect_named(unit: WorkflowUnit, event: Event) -> None:
        case_id, party_id = UUID(event.data["case_id"]), UUID(event.data["party_id"])
        office = must_lock(unit, case_id).counts_at
        value = event.data.get("named") or {"at": None}
        named = _fact(FactKind.SUSPECT_NAMED, value, zone_of_office(office))
        name_suspect(unit, procedure, case_id, party_id, named, event_id=event.id)

    return {
        "case.received": on_case_received,
        "case.registered": on_case_registered,
        "case.suspect_named": on_suspect_named,
    }


def handled_again(procedure: Procedure) -> Again:
    """Does what a kept event asks for, for a coordinator who tries again."""
    steps = steps_of(procedure)

    def again(unit: WorkflowUnit, kept: Mapping[str, Any]) -> None:
        event = from_json(json.dumps(kept).encode())
        steps[event.type](unit, event)

    return again


def _or_incident(step: Step, procedure: Procedure) -> Step:
    """The step, or in the same unit the incident in its place: either way the event counts as applied.

    What comes for a case that is stuck already, or suspended, waits with it.
    """

    def handle(unit: WorkflowUnit, event: Event) -> None:
        kept, about = json.loads(to_json(event)), {"event_id": str(event.id), "type": event.type}
        if hold_if_waiting(unit, procedure, UUID(event.data["case_id"]), kept, about=about):
            return
        try:
            with unit.session.begin_nested():
                step(unit, event)
        except CaseStuckError as stuck:
            if event.type == "case.received":
                enter_case(unit, received_case(event.data))
            note_incident(unit, procedure, stuck, event=kept)

    return handle


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
        articles=data.get("articles", ()),
    )


def _about(event: Event) -> dict[str, Any]:
    """An event as the journal keeps it: its id and what it said of the case."""
    said = {name: value for name, value in event.data.items() if name != "case_id"}
    return {"event_id": str(event.id), **said}


def _fact(kind: FactKind, value: Mapping[str, Any], zone: Zone) -> Fact:
    return fact_from_value(kind, value, office=zone)
