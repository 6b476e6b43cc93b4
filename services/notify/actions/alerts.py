"""Raise alerts and tell those who must know, once each; close alerts when nothing is due any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

from chassis.logs import log
from notify.domain.alerts import Alert
from notify.domain.audience import Audience, Post, audience_of, offices_to_ask
from notify.domain.deliveries import Delivery, DeliveryId, DeliveryState
from notify.domain.notifications import Notification, NotificationId
from notify.domain.preferences import Channel, Preferences
from notify.domain.recipients import Recipient
from notify.storage.unit import NotifyUnit


def raise_alert(unit: NotifyUnit, alert: Alert, *, machine_now: datetime) -> None:
    """Tell everybody the alert is for, instead of what was said earlier of the same task or limit.

    The same event again tells nobody.
    """
    unit.recipients.hold_appointments(alert.office)
    audience = audience_of(alert, unit.recipients.of_offices(offices_to_ask(alert)))
    vacant = Post(alert.agency, alert.office) in audience.vacant
    if not unit.alerts.add(alert, vacant=vacant):
        return
    _withdraw(unit, unit.alerts.close_earlier(alert, now=unit.now))
    _warn_of_vacancies(alert, audience)
    tell(unit, alert, audience.recipients, machine_now=machine_now)


def tell(unit: NotifyUnit, alert: Alert, recipients: Sequence[Recipient], *, machine_now: datetime) -> None:
    """One notification for each recipient, with an e-mail where they want one and have an address."""
    preferences = unit.preferences.of([recipient.id for recipient in recipients])
    for recipient in recipients:
        _tell_one(unit, alert, recipient, preferences.get(recipient.id, Preferences()), machine_now)


def close_subject(unit: NotifyUnit, case_id: UUID, subject_id: str) -> None:
    """The task is done or withdrawn, or the limit is met."""
    _withdraw(unit, unit.alerts.close_subject(case_id, subject_id, now=unit.now))


def close_outdated(
    unit: NotifyUnit,
    case_id: UUID,
    deadline_id: str,
    *,
    legal_limit: datetime | None,
    office: str | None = None,
) -> None:
    """The limit moved to another date, to none, or to another office: what was said before holds no more."""
    closed = unit.alerts.close_outdated(
        case_id, deadline_id, legal_limit=legal_limit, office=office, now=unit.now
    )
    _withdraw(unit, closed)


def close_case(unit: NotifyUnit, case_id: UUID) -> None:
    """The process is over: nothing of this case is due any more."""
    _withdraw(unit, unit.alerts.close_case(case_id, now=unit.now))


def _tell_one(
    unit: NotifyUnit, alert: Alert, recipient: Recipient, preferences: Preferences, machine_now: datetime
) -> None:
    notification = Notification(
        id=NotificationId(uuid7()),
        alert=alert,
        recipient_id=recipient.id,
        created_at=unit.now,
        acknowledged_at=None,
        closed_at=None,
        version=1,
    )
    in_app = preferences.wants(alert.kind, Channel.IN_APP)
    if not unit.notifications.add(notification, in_app=in_app):
        return
    if recipient.email is not None and preferences.wants(alert.kind, Channel.EMAIL):
        due_at = preferences.email_due(alert.kind, machine_now)
        unit.deliveries.add(_email(notification, recipient, recipient.email, due_at), Channel.EMAIL)


def _email(notification: Notification, recipient: Recipient, address: str, due_at: datetime) -> Delivery:
    return Delivery(
        id=DeliveryId(uuid7()),
        notification_id=notification.id,
        case_id=notification.alert.case_id,
        kind=notification.alert.kind,
        recipient_id=recipient.id,
        agency=recipient.agency,
        office=recipient.office,
        address=address,
        state=DeliveryState.PENDING,
        attempts=0,
        due_at=due_at,
        created_at=notification.created_at,
        sent_at=None,
        last_error=None,
        version=1,
    )


def _withdraw(unit: NotifyUnit, closed: list[UUID]) -> None:
    if closed:
        unit.deliveries.cancel(closed)


def _warn_of_vacancies(alert: Alert, audience: Audience) -> None:
    for post in audience.vacant:
        log.warning(
            "nobody_known_for_office" if audience.recipients else "alert_reached_nobody",
            event_id=str(alert.id),
            case_id=str(alert.case_id),
            kind=alert.kind,
            agency=post.agency,
            office=post.office,
            stand_ins=[recipient.id for recipient in audience.recipients],
        )
