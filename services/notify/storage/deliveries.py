"""Deliveries: claimed by one worker at a time under a lease, and listed for administrators."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from notify.domain.alerts import AlertKind
from notify.domain.deliveries import Delivery, DeliveryId, DeliveryState
from notify.domain.messages import Message, Words
from notify.domain.officer import Agency, Officer
from notify.domain.preferences import Channel
from notify.storage.access import deliveries_for
from notify.storage.tables import DeliveryRow, NotificationRow

NEWEST_FIRST = Order("deliveries", (DeliveryRow.created_at, DeliveryRow.id), descending=True)


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until the lease ends; the lease's end is also the proof that it is still ours."""

    delivery: Delivery
    message: Message | None
    leased_until: datetime


class DeliveryStore:
    """Nothing here is sent; that is for whoever holds a claim."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, delivery: Delivery, channel: Channel) -> bool:
        """False when the notification has a delivery over this channel."""
        statement = (
            insert(DeliveryRow)
            .values(
                id=delivery.id,
                notification_id=delivery.notification_id,
                channel=channel,
                case_id=delivery.case_id,
                kind=delivery.kind,
                recipient_id=delivery.recipient_id,
                agency=delivery.agency,
                office=delivery.office,
                address=delivery.address,
                created_at=delivery.created_at,
                **_changing(delivery),
            )
            .on_conflict_do_nothing()
            .returning(DeliveryRow.id)
        )
        return self._session.execute(statement).first() is not None

    def claim(self, *, now: datetime, until: datetime) -> Claim | None:
        """The delivery that is due longest and nobody holds; its attempt has begun."""
        chosen = (
            select(DeliveryRow.id)
            .where(_due(now))
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(DeliveryRow)
            .where(DeliveryRow.id == chosen.scalar_subquery())
            .values(leased_until=until, attempts=DeliveryRow.attempts + 1, version=DeliveryRow.version + 1)
            .returning(DeliveryRow)
        )
        row = self._session.scalars(taken.execution_options(populate_existing=True)).first()
        return None if row is None else Claim(_delivery(row), _message(row), until)

    def keep_message(self, delivery_id: DeliveryId, message: Message) -> None:
        """What the recipient is told from now on, at every attempt."""
        self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id)
            .values(subject=message.words.subject, body=message.words.body, composed_at=message.composed_at)
        )

    def settle(self, delivery: Delivery, claim: Claim) -> bool:
        """Store how the attempt ended; False when the lease had ended and another worker took over."""
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.leased_until == claim.leased_until)
            .values(leased_until=None, **_changing(delivery))
            .returning(DeliveryRow.id)
        )
        return self._session.execute(statement).first() is not None

    def cancel(self, alert_ids: Collection[UUID]) -> int:
        """Withdraw the e-mails about these alerts that no worker has taken up; missed limits are told anyway."""
        about = select(NotificationRow.id).where(NotificationRow.alert_id.in_(alert_ids))
        withdrawn = self._session.scalars(
            update(DeliveryRow)
            .where(
                DeliveryRow.notification_id.in_(about),
                DeliveryRow.state == DeliveryState.PENDING,
                DeliveryRow.kind != AlertKind.DEADLINE_MISSED,
                DeliveryRow.leased_until.is_(None),
            )
            .values(state=DeliveryState.CANCELLED, version=DeliveryRow.version + 1)
            .returning(DeliveryRow.id)
        )
        return len(withdrawn.all())

    def note_outage(self, reason: str, *, now: datetime) -> None:
        """Say on everything that is due why it does not leave."""
        self._session.execute(
            update(DeliveryRow)
            .where(_due(now), DeliveryRow.last_error.is_distinct_from(reason))
            .values(last_error=reason)
        )

    def any_free(self, *, now: datetime) -> bool:
        """Whether a claim would find something."""
        return bool(self._session.scalar(select(select(DeliveryRow.id).where(_due(now)).exists())))

    def due(self, *, now: datetime) -> int:
        """How many could leave now or are leaving."""
        waiting = and_(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at <= now)
        return self._session.scalar(select(func.count()).select_from(DeliveryRow).where(waiting)) or 0

    def find(self, delivery_id: DeliveryId, officer: Officer, *, lock: bool) -> Delivery | None:
        """None for what is unknown, and for what this officer may not see."""
        statement = select(DeliveryRow).where(DeliveryRow.id == delivery_id, deliveries_for(officer))
        if lock:
            statement = statement.with_for_update()
        row = self._session.scalars(statement.execution_options(populate_existing=True)).first()
        return None if row is None else _delivery(row)

    def save(self, delivery: Delivery) -> None:
        """For a delivery that `find` locked."""
        self._session.execute(
            update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(**_changing(delivery))
        )

    def page(
        self, officer: Officer, asked: PageRequest, *, state: DeliveryState | None, recipient: str | None
    ) -> Page[Delivery]:
        statement = select(DeliveryRow).where(deliveries_for(officer))
        if state is not None:
            statement = statement.where(DeliveryRow.state == state)
        if recipient is not None:
            statement = statement.where(DeliveryRow.recipient_id == recipient)
        rows = self._session.scalars(NEWEST_FIRST.page(statement, asked)).all()
        return NEWEST_FIRST.cut(rows, asked).each(_delivery)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        DeliveryRow.state == DeliveryState.PENDING,
        DeliveryRow.due_at <= now,
        or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until < now),
    )


def _changing(delivery: Delivery) -> dict[str, object]:
    return {
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": delivery.due_at,
        "sent_at": delivery.sent_at,
        "last_error": delivery.last_error,
        "version": delivery.version,
    }


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        notification_id=row.notification_id,
        case_id=row.case_id,
        kind=AlertKind(row.kind),
        recipient_id=row.recipient_id,
        agency=Agency(row.agency),
        office=row.office,
        address=row.address,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
        version=row.version,
    )


def _message(row: DeliveryRow) -> Message | None:
    if row.composed_at is None or row.subject is None or row.body is None:
        return None
    return Message(Words(row.subject, row.body), row.composed_at)
