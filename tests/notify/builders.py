"""Valid things with defaults, so that a test shows only what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from uuid6 import uuid7

from chassis.envelope import Event
from notify.domain.alerts import Alert, AlertKind, Limit
from notify.domain.deliveries import Delivery, DeliveryId, DeliveryState
from notify.domain.notifications import Notification, NotificationId
from notify.domain.officer import Agency, Level, Officer, Role
from notify.domain.recipients import Language, Recipient

NOON = datetime(2024, 3, 8, 5, 0, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
CASE = UUID("01890000-0000-7000-8000-000000000001")
KARAWANG = "32.15"
SOURCES = {"case": "cases", "member": "cases", "notification": "notify"}


def a_recipient(**overrides: Any) -> Recipient:
    values: dict[str, Any] = {
        "id": "bawaslu-karawang",
        "agency": Agency.BAWASLU,
        "office": KARAWANG,
        "level": Level.REGENCY,
        "roles": frozenset({Role.OFFICER}),
        "email": "bawaslu@karawang.demo.example",
        "language": Language.INDONESIAN,
    }
    return Recipient(**{**values, **overrides})


def an_officer(**overrides: Any) -> Officer:
    values: dict[str, Any] = {
        "id": "bawaslu-karawang",
        "agency": Agency.BAWASLU,
        "office": KARAWANG,
        "level": Level.REGENCY,
        "roles": frozenset({Role.OFFICER}),
    }
    return Officer(**{**values, **overrides})


def a_limit(**overrides: Any) -> Limit:
    values: dict[str, Any] = {
        "rule": "P21",
        "name": "trial",
        "legal_limit": datetime(2024, 3, 21, 23, 59, 59, tzinfo=WIB),
        "safe_limit": datetime(2024, 3, 20, 23, 59, 59, tzinfo=WIB),
    }
    return Limit(**{**values, **overrides})


def an_alert(**overrides: Any) -> Alert:
    values: dict[str, Any] = {
        "id": uuid7(),
        "kind": AlertKind.DEADLINE_APPROACHING,
        "case_id": CASE,
        "subject_id": "deadline-1",
        "agency": Agency.BAWASLU,
        "office": KARAWANG,
        "task": None,
        "limit": a_limit(),
        "raised_at": NOON,
    }
    return Alert(**{**values, **overrides})


def a_task_alert(**overrides: Any) -> Alert:
    values: dict[str, Any] = {
        "kind": AlertKind.TASK_CREATED,
        "subject_id": "task-1",
        "task": "discussion_1",
        "limit": Limit(None, "discussion_1", None, None),
    }
    return an_alert(**{**values, **overrides})


def a_notification(**overrides: Any) -> Notification:
    values: dict[str, Any] = {
        "id": NotificationId(uuid7()),
        "alert": an_alert(),
        "recipient_id": "bawaslu-karawang",
        "created_at": NOON,
        "acknowledged_at": None,
        "closed_at": None,
        "version": 1,
    }
    return Notification(**{**values, **overrides})


def a_delivery(**overrides: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": DeliveryId(uuid7()),
        "notification_id": uuid7(),
        "case_id": CASE,
        "kind": AlertKind.DEADLINE_APPROACHING,
        "recipient_id": "bawaslu-karawang",
        "agency": Agency.BAWASLU,
        "office": KARAWANG,
        "address": "bawaslu@karawang.demo.example",
        "state": DeliveryState.PENDING,
        "attempts": 1,
        "due_at": NOON,
        "created_at": NOON,
        "sent_at": None,
        "last_error": None,
        "version": 1,
    }
    return Delivery(**{**values, **overrides})


def an_event(type_: str, *, sequence: int = 1, subject: str = str(CASE), **data: Any) -> Event:
    """From the source that owns the noun; `data` starts from a valid one of this type."""
    return Event(
        id=uuid7(),
        source=SOURCES.get(type_.partition(".")[0], "workflow"),
        type=type_,
        subject=subject,
        sequence=sequence,
        time=NOON,
        data={**VALID.get(type_, {"case_id": str(CASE)}), **data},
    )


DEADLINE: dict[str, Any] = {
    "case_id": str(CASE),
    "deadline_id": "deadline-1",
    "rule": "P21",
    "limit": "trial",
    "legal_limit": "2024-03-21T23:59:59+07:00",
    "unconfirmed": True,
    "provisional": False,
    "safe_limit": "2024-03-20T23:59:59+07:00",
    "state": "open",
    "agency": "bawaslu",
    "office": KARAWANG,
}
VALID: dict[str, dict[str, Any]] = {
    "member.appointed": {
        "member_id": "bawaslu-karawang",
        "agency": "bawaslu",
        "office": KARAWANG,
        "level": "regency",
        "roles": ["officer"],
        "email": "bawaslu@karawang.demo.example",
        "language": "id",
    },
    "case.received": {"case_id": str(CASE), "intake_number": "002/LP/PL/Kab/27.09/III/2024"},
    "case.registered": {"case_id": str(CASE), "register_number": "010/Reg/LP/PL/Kab/27.09/III/2024"},
    "task.created": {
        "task_id": "task-1",
        "case_id": str(CASE),
        "name": "discussion_1",
        "form": "discussion-1",
        "agency": "bawaslu",
        "office": KARAWANG,
        "limit": "discussion_1",
    },
    "task.completed": {"task_id": "task-1", "case_id": str(CASE), "name": "discussion_1"},
    "task.cancelled": {"task_id": "task-1", "case_id": str(CASE), "name": "discussion_1"},
    "deadline.started": DEADLINE,
    "deadline.approaching": DEADLINE,
    "deadline.missed": {**DEADLINE, "state": "late"},
    "deadline.recomputed": {**DEADLINE, "legal_limit": "2024-03-22T23:59:59+07:00"},
    "deadline.met": {**DEADLINE, "state": "in_time", "actual": "2024-03-19"},
    "case.withdrawn": {
        "case_id": str(CASE),
        "party_id": "party-1",
        "office": KARAWANG,
        "agencies": ["bawaslu"],
    },
    "task.moved": {
        "task_id": "task-1",
        "case_id": str(CASE),
        "name": "discussion_1",
        "form": "discussion-1",
        "agency": "bawaslu",
        "office": "32",
        "limit": "discussion_1",
    },
    "process.ended": {"case_id": str(CASE), "outcome": "convicted"},
}
