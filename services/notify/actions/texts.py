"""Put what recipients were told into words, with the case's number and the newest computation of a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from notify.domain.alerts import Alert, AlertKind, Limit
from notify.domain.notifications import Notification
from notify.domain.recipients import Language
from notify.domain.told import Told
from notify.domain.wording import words_of
from notify.storage.cases import LimitKey
from notify.storage.unit import NotifyUnit

Limits = Mapping[LimitKey, Limit]


def language_of(unit: NotifyUnit, recipient_id: str) -> Language:
    """The preferred one, else the roster's, else Indonesian."""
    if (preferred := unit.preferences.get(recipient_id).language) is not None:
        return preferred
    recipient = unit.recipients.find(recipient_id)
    return recipient.language if recipient else Language.INDONESIAN


def in_words(unit: NotifyUnit, notifications: Sequence[Notification], language: Language) -> list[Told]:
    """Each notification with its words, in the same order; two queries however many they are."""
    alerts = [notification.alert for notification in notifications]
    numbers = unit.cases.numbers({alert.case_id for alert in alerts})
    limits = unit.cases.limits(
        {(alert.case_id, alert.limit.name, alert.track) for alert in alerts if alert.limit}
    )
    return [
        _told(notification, language, numbers.get(notification.alert.case_id), limits)
        for notification in notifications
    ]


def _told(notification: Notification, language: Language, case_number: str | None, limits: Limits) -> Told:
    alert = _with_dates(notification.alert, limits)
    words = words_of(alert, language, case_number=case_number)
    return Told(replace(notification, alert=alert), case_number, words)


def _with_dates(alert: Alert, limits: Limits) -> Alert:
    """A task names its limit only; the dates come with the deadline's own events."""
    if alert.kind is not AlertKind.TASK_CREATED or alert.limit is None:
        return alert
    return replace(alert, limit=limits.get((alert.case_id, alert.limit.name, alert.track), alert.limit))
