"""Acknowledge: the recipient says that they know."""

from __future__ import annotations

from chassis.preconditions import Precondition, etag_of
from notify.domain.errors import NotificationNotFoundError
from notify.domain.notifications import Notification, NotificationId
from notify.domain.officer import Officer
from notify.storage.unit import NotifyUnit


def get_notification(
    unit: NotifyUnit, notification_id: NotificationId, officer: Officer, *, lock: bool = False
) -> Notification:
    """Raises NotificationNotFoundError, for another's notification too."""
    found = unit.notifications.find(notification_id, officer, lock=lock)
    if found is None:
        raise NotificationNotFoundError(
            f"You have no notification {notification_id}. List yours at /v1/notifications.",
            id=f"Anda tidak memiliki pemberitahuan {notification_id}. Lihat daftarnya di /v1/notifications.",
        )
    return found


def acknowledge(
    unit: NotifyUnit, notification_id: NotificationId, officer: Officer, *, expected: Precondition
) -> Notification:
    """Published once; a repeat of the request, with the tag it was first sent with, changes nothing."""
    notification = get_notification(unit, notification_id, officer, lock=True)
    if _is_repeat(notification, expected):
        return notification
    expected.check(notification.version)
    if notification.acknowledged:
        return notification
    known = notification.acknowledge(unit.now)
    unit.notifications.save(known)
    _publish_acknowledged(unit, known)
    return known


def _is_repeat(notification: Notification, expected: Precondition) -> bool:
    """The answer to the first request was lost, so the sender knows only the version before it."""
    before = etag_of(notification.version - 1)
    return notification.acknowledged and expected.tags is not None and before in expected.tags


def _publish_acknowledged(unit: NotifyUnit, notification: Notification) -> None:
    unit.outbox.add(
        "notification.acknowledged",
        subject=str(notification.alert.case_id),
        data={
            "notification_id": str(notification.id),
            "case_id": str(notification.alert.case_id),
            "recipient": notification.recipient_id,
            "event_id": str(notification.alert.id),
        },
        at=unit.now,
    )
