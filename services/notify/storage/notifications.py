"""Notifications by recipient, each read together with its alert."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from notify.domain.notifications import Notification, NotificationId
from notify.domain.officer import Officer
from notify.storage.access import notifications_of
from notify.storage.alerts import alert_of
from notify.storage.tables import AlertRow, NotificationRow

NEWEST_FIRST = Order("notifications", (NotificationRow.created_at, NotificationRow.id), descending=True)


class NotificationStore:
    """What each recipient was told."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, notification: Notification, *, in_app: bool) -> bool:
        """False when this recipient was told of this alert before."""
        statement = (
            insert(NotificationRow)
            .values(
                id=notification.id,
                alert_id=notification.alert.id,
                recipient_id=notification.recipient_id,
                in_app=in_app,
                created_at=notification.created_at,
                version=notification.version,
            )
            .on_conflict_do_nothing()
            .returning(NotificationRow.id)
        )
        return self._session.execute(statement).first() is not None

    def find(self, notification_id: NotificationId, officer: Officer, *, lock: bool) -> Notification | None:
        """None for what is unknown, and for what is another's."""
        statement = _with_alert().where(NotificationRow.id == notification_id, notifications_of(officer))
        if lock:
            statement = statement.with_for_update(of=NotificationRow)
        found = self._session.execute(statement.execution_options(populate_existing=True)).first()
        return None if found is None else _notification(*found)

    def page(
        self, officer: Officer, asked: PageRequest, *, unread: bool | None, case_id: UUID | None
    ) -> Page[Notification]:
        """Those shown inside the application, newest first."""
        statement = _with_alert().where(notifications_of(officer), NotificationRow.in_app)
        if unread is not None:
            column = NotificationRow.acknowledged_at
            statement = statement.where(column.is_(None) if unread else column.is_not(None))
        if case_id is not None:
            statement = statement.where(AlertRow.case_id == case_id)
        found = self._session.execute(NEWEST_FIRST.page(statement, asked)).all()
        alerts = {row.id: alert for row, alert in found}
        page = NEWEST_FIRST.cut([row for row, _ in found], asked)
        return page.each(lambda row: _notification(row, alerts[row.id]))

    def save(self, notification: Notification) -> None:
        self._session.execute(
            update(NotificationRow)
            .where(NotificationRow.id == notification.id)
            .values(acknowledged_at=notification.acknowledged_at, version=notification.version)
        )

    def get_many(self, ids: list[UUID]) -> dict[UUID, Notification]:
        """Whoever they belong to: for composing messages, never for answering a request."""
        found = self._session.execute(_with_alert().where(NotificationRow.id.in_(ids)))
        return {row.id: _notification(row, alert) for row, alert in found}


def _with_alert() -> Any:  # of two entities, which `Order.page` is not typed for
    return select(NotificationRow, AlertRow).join(AlertRow, AlertRow.id == NotificationRow.alert_id)


def _notification(row: NotificationRow, alert: AlertRow) -> Notification:
    return Notification(
        id=NotificationId(row.id),
        alert=alert_of(alert),
        recipient_id=row.recipient_id,
        created_at=row.created_at,
        acknowledged_at=row.acknowledged_at,
        closed_at=alert.closed_at,
        version=row.version,
    )
