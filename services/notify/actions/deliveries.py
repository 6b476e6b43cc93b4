"""The steps of sending, each a transaction of its own, and the administrators' look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.preconditions import Precondition
from notify.actions.texts import in_words, language_of
from notify.domain.access import require_administrator
from notify.domain.deliveries import Delivery, DeliveryId
from notify.domain.errors import DeliveryNotFoundError
from notify.domain.messages import Message
from notify.domain.officer import Officer
from notify.storage.deliveries import Claim
from notify.storage.unit import NotifyUnit

LEASE = timedelta(minutes=2)
"""Longer than one attempt can take: every step of a mail server has 10 s."""


@dataclass(frozen=True)
class Outgoing:
    """A claimed delivery and what it says."""

    claim: Claim
    message: Message

    @property
    def delivery(self) -> Delivery:
        return self.claim.delivery


def claim_next(unit: NotifyUnit, *, now: datetime) -> Outgoing | None:
    """The next delivery to attempt; None when nothing is due."""
    claim = unit.deliveries.claim(now=now, until=now + LEASE)
    if claim is None:
        return None
    return Outgoing(claim, claim.message or _compose(unit, claim.delivery, now))


def get_delivery(
    unit: NotifyUnit, delivery_id: DeliveryId, officer: Officer, *, lock: bool = False
) -> Delivery:
    """Raises DeliveryNotFoundError, for those of other offices too."""
    found = unit.deliveries.find(delivery_id, officer, lock=lock)
    if found is None:
        raise DeliveryNotFoundError(
            f"No delivery {delivery_id} belongs to an office you administer. List them at /v1/deliveries.",
            id=f"Tidak ada pengiriman {delivery_id} pada kantor yang Anda kelola. Lihat /v1/deliveries.",
        )
    return found


def replay_delivery(
    unit: NotifyUnit, delivery_id: DeliveryId, officer: Officer, *, expected: Precondition, now: datetime
) -> Delivery:
    """Send a failed delivery again, with the same words and the same Message-ID; `now` is machine time."""
    delivery = get_delivery(unit, delivery_id, officer, lock=True)
    require_administrator(officer)
    expected.check(delivery.version)
    again = delivery.replay(now)
    unit.deliveries.save(again)
    return again


def _compose(unit: NotifyUnit, delivery: Delivery, now: datetime) -> Message:
    notification = unit.notifications.get_many([delivery.notification_id])[delivery.notification_id]
    [told] = in_words(unit, [notification], language_of(unit, delivery.recipient_id))
    message = Message(told.words, composed_at=now)
    unit.deliveries.keep_message(delivery.id, message)
    return message
