"""Notifications: one alert told to one recipient, and whether they said they know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType, Self
from uuid import UUID

from notify.domain.alerts import Alert

NotificationId = NewType("NotificationId", UUID)


@dataclass(frozen=True)
class Notification:
    """What one recipient was told; `version` counts what they did with it."""

    id: NotificationId
    alert: Alert
    recipient_id: str
    created_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    """Since when nothing is due any more: the task is done, the limit met or the process over."""
    version: int

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_at is not None

    def acknowledge(self, now: datetime) -> Self:
        """The recipient knows; saying so again changes nothing."""
        if self.acknowledged:
            return self
        return replace(self, acknowledged_at=now, version=self.version + 1)
