"""Deliveries: one message to one recipient over one channel, from waiting to its end, and when to try again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Self
from uuid import UUID

from chassis.retry import RetryPolicy
from notify.domain.alerts import AlertKind
from notify.domain.errors import DeliveryNotFailedError
from notify.domain.officer import Agency

DeliveryId = NewType("DeliveryId", UUID)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.PENDING: frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED}),
    DeliveryState.FAILED: frozenset({DeliveryState.PENDING}),
    DeliveryState.SENT: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
}


MINUTE, HOUR = 60.0, 3600.0
EMAIL_RETRIES = RetryPolicy(
    delays=(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR),
)
"""How long to wait after each attempt that failed for now; after the last one the delivery fails."""


@dataclass(frozen=True)
class Delivery:
    """All times but `created_at` are machine time: mail leaves by the world's clock, not by the case's."""

    id: DeliveryId
    notification_id: UUID
    case_id: UUID
    kind: AlertKind
    recipient_id: str
    agency: Agency
    office: str
    address: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    last_error: str | None
    version: int

    def sent(self, now: datetime) -> Self:
        """The mail server took it."""
        return self._become(DeliveryState.SENT, sent_at=now, last_error=None)

    def refused(self, reason: str) -> Self:
        """The mail server will never take it."""
        return self._become(DeliveryState.FAILED, last_error=reason)

    def put_off(self, reason: str, *, now: datetime, policy: RetryPolicy) -> Self:
        """The mail server may take it later; when the policy is at its end the delivery fails."""
        seconds = policy.delay_after(self.attempts)
        if seconds is None:
            return self.refused(f"{reason} (gave up after {self.attempts} attempts)")
        return replace(
            self, due_at=now + timedelta(seconds=seconds), last_error=reason, version=self.version + 1
        )

    def replay(self, now: datetime) -> Self:
        """Try again from the first attempt, with the same message."""
        if DeliveryState.PENDING not in TRANSITIONS[self.state]:
            raise DeliveryNotFailedError(
                f"This delivery is {self.state}; only a failed one can be replayed.",
                id=f"Pengiriman ini berstatus {self.state}; hanya yang gagal (failed) dapat diulang.",
                field="state",
            )
        return self._become(DeliveryState.PENDING, attempts=0, due_at=now)

    def _become(self, state: DeliveryState, **changes: object) -> Self:
        if state not in TRANSITIONS[self.state]:
            raise ValueError(f"delivery {self.id} cannot go from {self.state} to {state}")
        return replace(self, state=state, version=self.version + 1, **changes)  # type: ignore[arg-type] # checked by the callers' names
