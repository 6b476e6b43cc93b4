"""Answers that are not sent yet: they go with the task, so that whoever holds it may go on with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Draft:
    """The newest saving; version 0 is the empty draft that every task has before anybody saved one.

    An emptied draft keeps counting, so that an old version never becomes the present one again.
    """

    task_id: UUID
    version: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)
    saved_by: str | None = None
    saved_at: datetime | None = None

    def replaced(self, answers: Mapping[str, Any], *, by: str, now: datetime) -> Draft:
        """The next version."""
        return Draft(self.task_id, self.version + 1, answers, by, now)
