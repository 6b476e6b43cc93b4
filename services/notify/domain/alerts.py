"""Alerts: what happened that somebody must know, independent of who is told and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from notify.domain.officer import Agency


class AlertKind(StrEnum):
    """What an alert is about; preferences are set for each kind."""

    TASK_CREATED = "task_created"
    DEADLINE_APPROACHING = "deadline_approaching"
    DEADLINE_MISSED = "deadline_missed"
    REPORT_WITHDRAWN = "report_withdrawn"


@dataclass(frozen=True)
class Limit:
    """A limit as `workflow` computed it; its instants carry the office's offset and are never recomputed."""

    rule: str | None
    name: str
    legal_limit: datetime | None
    safe_limit: datetime | None
    unconfirmed: bool = False
    """Its rule is general knowledge that no lawyer has confirmed."""
    provisional: bool = False
    """It was counted over a year whose holidays are not decreed yet."""


@dataclass(frozen=True)
class Alert:
    """One event that calls for attention; its id is the event's, so it is raised once."""

    id: UUID
    kind: AlertKind
    case_id: UUID
    subject_id: str
    """The task, the deadline or the withdrawal it is about."""
    agency: Agency
    office: str
    task: str | None
    limit: Limit | None
    raised_at: datetime
    track: UUID | None = None
    """The suspect whose task or limit it is; None for the case itself."""
