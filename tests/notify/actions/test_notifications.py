from __future__ import annotations

import pytest
from sqlalchemy import select

from chassis.errors import PreconditionMissingError, VersionMismatchError
from chassis.preconditions import Precondition
from chassis.tables import outbox
from notify.actions.notifications import acknowledge
from notify.domain.errors import NotificationNotFoundError
from notify.domain.notifications import Notification
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON, a_notification, an_officer

ME = an_officer()
FIRST = Precondition(frozenset({'"1"'}))


@pytest.fixture
def notification(unit: NotifyUnit) -> Notification:
    made = a_notification()
    unit.alerts.add(made.alert, vacant=False)
    unit.notifications.add(made, in_app=True)
    return made


def published(unit: NotifyUnit) -> int:
    return len(unit.session.execute(select(outbox.c.id)).all())


def test_acknowledging_is_published_with_what_was_acknowledged(
    unit: NotifyUnit, notification: Notification
) -> None:
    known = acknowledge(unit, notification.id, ME, expected=FIRST)
    assert known.acknowledged_at == NOON
    event = unit.session.execute(select(outbox)).one()
    assert (event.type, event.subject) == ("notification.acknowledged", str(notification.alert.case_id))
    assert event.data == {
        "notification_id": str(notification.id),
        "case_id": str(notification.alert.case_id),
        "recipient": ME.id,
        "event_id": str(notification.alert.id),
    }


@pytest.mark.parametrize("tag", ['"1"', '"2"'])
def test_acknowledging_again_publishes_nothing_more(
    unit: NotifyUnit, notification: Notification, tag: str
) -> None:
    first = acknowledge(unit, notification.id, ME, expected=FIRST)
    again = acknowledge(unit, notification.id, ME, expected=Precondition(frozenset({tag})))
    assert again == first
    assert published(unit) == 1


def test_another_s_notification_is_not_found(unit: NotifyUnit, notification: Notification) -> None:
    with pytest.raises(NotificationNotFoundError):
        acknowledge(unit, notification.id, an_officer(id="other"), expected=FIRST)


def test_the_version_is_asked_for_before_anything_changes(
    unit: NotifyUnit, notification: Notification
) -> None:
    with pytest.raises(PreconditionMissingError):
        acknowledge(unit, notification.id, ME, expected=Precondition(None))
    with pytest.raises(VersionMismatchError):
        acknowledge(unit, notification.id, ME, expected=Precondition(frozenset({'"7"'})))
    assert published(unit) == 0
