"""What people decide about a task short of completing it: who does it, when, how urgently, and what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class DecisionKind(StrEnum):
    """Each is a cause in the journal and an event of the same name."""

    ASSIGNED = "task.assigned"
    DELEGATED = "task.delegated"
    GIVEN_BACK = "task.given_back"
    RETURNED = "task.returned"
    PRIORITIZED = "task.prioritized"
    POSTPONED = "task.postponed"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision with its place in the journal; `about` says what it came to and what was before."""

    case_id: UUID
    sequence: int
    task_id: UUID
    kind: DecisionKind
    actor: str
    about: Mapping[str, Any]
    reason: str | None
    """The digest of the free text that gives it."""
    decided_at: datetime
