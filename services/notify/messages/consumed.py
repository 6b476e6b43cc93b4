"""Others' events, and the action that each of them calls for.

How many alerts an event makes is for the actions to say; that it is applied once is the inbox's promise.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from marshmallow import ValidationError, validate

from chassis.clock import SystemClock
from chassis.consumer import Subscription
from chassis.envelope import Event
from notify.actions.alerts import close_case, close_outdated, close_subject, raise_alert
from notify.actions.recipients import appoint
from notify.domain.alerts import Alert, AlertKind, Limit
from notify.domain.officer import known_roles
from notify.domain.recipients import Recipient
from notify.messages.schemas import (
    CaseReceived,
    CaseRegistered,
    ConsumedSchema,
    DeadlineAlert,
    DeadlineChanged,
    MemberAppointed,
    ProcessEnded,
    ReportWithdrawn,
    TaskCreated,
    TaskEnded,
)
from notify.storage.unit import NotifyUnit

MACHINE = SystemClock()  # when mail may leave; case time comes with the unit
IS_ADDRESS = validate.Email()
STOPPED = "unknown"
"""The state of a clock that nobody waits for any more, as when a suspect's track has ended."""

consumer = Subscription[NotifyUnit](
    "notify",
    {
        "cases": ("case.*", "member.*"),
        "workflow": ("task.*", "deadline.*", "process.*", "fact.*"),
    },
)


@consumer.handles("member.appointed")
def on_member_appointed(unit: NotifyUnit, event: Event) -> None:
    data = _read(MemberAppointed, event)
    recipient = Recipient(
        id=data["member_id"],
        agency=data["agency"],
        office=data["office"],
        level=data["level"],
        roles=known_roles(data["roles"]),
        email=_address(data["email"]),
        language=data["language"],
    )
    appoint(unit, recipient, appointed_at=event.time, machine_now=MACHINE.now())


@consumer.handles("case.received")
def on_case_received(unit: NotifyUnit, event: Event) -> None:
    data = _read(CaseReceived, event)
    unit.cases.note_intake(data["case_id"], data["intake_number"])


@consumer.handles("case.registered")
def on_case_registered(unit: NotifyUnit, event: Event) -> None:
    data = _read(CaseRegistered, event)
    unit.cases.note_registration(data["case_id"], data["register_number"])


@consumer.handles("case.withdrawn")
def on_report_withdrawn(unit: NotifyUnit, event: Event) -> None:
    """Every agency that handles the case is told, above all that nothing stops."""
    data = _read(ReportWithdrawn, event)
    for agency in data["agencies"]:
        alert = Alert(
            id=uuid5(event.id, agency),
            kind=AlertKind.REPORT_WITHDRAWN,
            case_id=data["case_id"],
            subject_id=f"withdrawal/{data['party_id']}/{agency}",
            agency=agency,
            office=data["office"],
            task=None,
            limit=None,
            raised_at=event.time,
        )
        raise_alert(unit, alert, machine_now=MACHINE.now())


@consumer.handles("task.created")
def on_task_created(unit: NotifyUnit, event: Event) -> None:
    _alert_of_task(unit, event)


@consumer.handles("task.moved")
def on_task_moved(unit: NotifyUnit, event: Event) -> None:
    """Another office has the task now: it is told as of a new one, and what the first was told is over."""
    _alert_of_task(unit, event)


def _alert_of_task(unit: NotifyUnit, event: Event) -> None:
    data = _read(TaskCreated, event)
    alert = Alert(
        id=event.id,
        kind=AlertKind.TASK_CREATED,
        case_id=data["case_id"],
        subject_id=data["task_id"],
        agency=data["agency"],
        office=data["office"],
        task=data["name"],
        limit=Limit(None, data["limit"], None, None) if data["limit"] else None,
        raised_at=event.time,
        track=data["track"],
    )
    raise_alert(unit, alert, machine_now=MACHINE.now())


@consumer.handles("task.completed")
def on_task_completed(unit: NotifyUnit, event: Event) -> None:
    _end_task(unit, event)


@consumer.handles("task.cancelled")
def on_task_cancelled(unit: NotifyUnit, event: Event) -> None:
    _end_task(unit, event)


@consumer.handles("deadline.started")
def on_deadline_started(unit: NotifyUnit, event: Event) -> None:
    data = _read(DeadlineChanged, event)
    unit.cases.note_limit(data["case_id"], _limit(data), track=data["track"])


@consumer.handles("deadline.approaching")
def on_deadline_approaching(unit: NotifyUnit, event: Event) -> None:
    _alert_of_deadline(unit, event, AlertKind.DEADLINE_APPROACHING)


@consumer.handles("deadline.missed")
def on_deadline_missed(unit: NotifyUnit, event: Event) -> None:
    _alert_of_deadline(unit, event, AlertKind.DEADLINE_MISSED)


@consumer.handles("deadline.met")
def on_deadline_met(unit: NotifyUnit, event: Event) -> None:
    data = _read(DeadlineChanged, event)
    unit.cases.note_limit(data["case_id"], _limit(data), track=data["track"])
    close_subject(unit, data["case_id"], data["deadline_id"])


@consumer.handles("deadline.recomputed")
def on_deadline_recomputed(unit: NotifyUnit, event: Event) -> None:
    data = _read(DeadlineChanged, event)
    unit.cases.note_limit(data["case_id"], _limit(data), track=data["track"])
    if data["state"] == STOPPED:
        close_subject(unit, data["case_id"], data["deadline_id"])
    else:
        limit, office = data["legal_limit"], data["office"]
        close_outdated(unit, data["case_id"], data["deadline_id"], legal_limit=limit, office=office)


@consumer.handles("process.ended")
def on_process_ended(unit: NotifyUnit, event: Event) -> None:
    close_case(unit, _read(ProcessEnded, event)["case_id"])


def _end_task(unit: NotifyUnit, event: Event) -> None:
    data = _read(TaskEnded, event)
    close_subject(unit, data["case_id"], data["task_id"])


def _alert_of_deadline(unit: NotifyUnit, event: Event, kind: AlertKind) -> None:
    data = _read(DeadlineAlert, event)
    limit = _limit(data)
    unit.cases.note_limit(data["case_id"], limit, track=data["track"])
    alert = Alert(
        id=event.id,
        kind=kind,
        case_id=data["case_id"],
        subject_id=data["deadline_id"],
        agency=data["agency"],
        office=data["office"],
        task=None,
        limit=limit,
        raised_at=event.time,
        track=data["track"],
    )
    raise_alert(unit, alert, machine_now=MACHINE.now())


def _read(schema: type[ConsumedSchema], event: Event) -> Any:
    """Raises ValidationError, which sends the event to the dead letters with its reason."""
    return schema().load(dict(event.data))


def _limit(data: dict[str, Any]) -> Limit:
    names = ("legal_limit", "safe_limit", "unconfirmed", "provisional")
    return Limit(rule=data["rule"], name=data["limit"], **{name: data[name] for name in names})


def _address(given: Any) -> str | None:
    """A wrong address must not keep a member from being told inside the application."""
    if not isinstance(given, str):
        return None
    try:
        return IS_ADDRESS(given)
    except ValidationError:
        return None
