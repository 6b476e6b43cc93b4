"""Take in members as the roster appoints them, and let recipients set what they prefer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.errors import VersionMismatchError
from chassis.logs import log
from chassis.preconditions import Precondition
from notify.actions.alerts import tell
from notify.domain.audience import Post
from notify.domain.officer import Officer
from notify.domain.preferences import Preferences
from notify.domain.recipients import Recipient
from notify.storage.unit import NotifyUnit


def appoint(unit: NotifyUnit, recipient: Recipient, *, appointed_at: datetime, machine_now: datetime) -> None:
    """Know the member from now on; who fills a vacant post is told what waited for it."""
    unit.recipients.hold_alerts(recipient.office)
    if not unit.recipients.put(recipient, appointed_at=appointed_at):
        return
    if recipient.email is None:
        log.warning("recipient_without_address", recipient=recipient.id, office=recipient.office)
    if not recipient.acts:
        return
    for alert in unit.alerts.open_and_vacant(Post(recipient.agency, recipient.office)):
        tell(unit, alert, [recipient], machine_now=machine_now)


def set_preferences(
    unit: NotifyUnit, officer: Officer, wanted: Preferences, *, expected: Precondition
) -> Preferences:
    """Replace one's own preferences as a whole."""
    present = unit.preferences.get(officer.id)
    expected.check(present.version)
    stored = replace(wanted, version=present.version + 1)
    if not unit.preferences.put(officer.id, stored):
        raise VersionMismatchError(
            "Your preferences were changed at the same moment. Read them again.",
            id="Preferensi Anda diubah pada saat yang sama. Baca ulang dahulu.",
            field="If-Match",
        )
    return stored
