from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from structlog.testing import capture_logs

from chassis.paging import PageRequest
from notify.actions.alerts import close_case, close_subject, raise_alert
from notify.actions.recipients import appoint
from notify.domain.alerts import Alert, AlertKind
from notify.domain.deliveries import Delivery, DeliveryState
from notify.domain.notifications import Notification
from notify.domain.officer import Agency, Level, Role
from notify.domain.preferences import ALL_CHANNELS, Channel, Preferences, QuietHours, Zone
from notify.domain.recipients import Recipient
from notify.storage.unit import NotifyUnit
from tests.notify.builders import CASE, NOON, a_recipient, a_task_alert, an_alert, an_officer

HEAD = an_officer(id="head", office="00", level=Level.NATIONAL, roles=frozenset({Role.ADMINISTRATOR}))


def know(unit: NotifyUnit, *recipients: Recipient) -> None:
    for recipient in recipients:
        appoint(unit, recipient, appointed_at=NOON, machine_now=NOON)


def raise_now(unit: NotifyUnit, alert: Alert) -> None:
    raise_alert(unit, alert, machine_now=NOON)


def told(unit: NotifyUnit, recipient_id: str = "bawaslu-karawang") -> list[Notification]:
    me = an_officer(id=recipient_id)
    return list(unit.notifications.page(me, PageRequest(), unread=None, case_id=None).items)


def emails(unit: NotifyUnit) -> list[Delivery]:
    return list(unit.deliveries.page(HEAD, PageRequest(), state=None, recipient=None).items)


def test_an_alert_becomes_one_notification_and_one_email(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    alert = a_task_alert()
    raise_now(unit, alert)
    assert [notification.alert for notification in told(unit)] == [alert]
    [email] = emails(unit)
    assert email.address == "bawaslu@karawang.demo.example"
    assert (email.state, email.attempts, email.due_at) == (DeliveryState.PENDING, 0, NOON)


def test_the_same_event_again_tells_nobody(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    alert = an_alert()
    raise_now(unit, alert)
    know(unit, a_recipient(id="newcomer"))
    raise_now(unit, alert)
    assert len(told(unit)) == 1
    assert told(unit, "newcomer") == []
    assert len(emails(unit)) == 1


def test_each_recipient_gets_a_message_of_their_own(unit: NotifyUnit) -> None:
    know(unit, a_recipient(), a_recipient(id="second", email="second@karawang.demo.example"))
    raise_now(unit, an_alert())
    assert {email.recipient_id for email in emails(unit)} == {"bawaslu-karawang", "second"}


def test_a_member_without_an_address_is_told_inside_the_application(unit: NotifyUnit) -> None:
    know(unit, a_recipient(email=None))
    raise_now(unit, an_alert())
    assert len(told(unit)) == 1
    assert emails(unit) == []


@pytest.mark.parametrize(
    ("channels", "shown", "mailed"),
    [({Channel.IN_APP}, 1, 0), ({Channel.EMAIL}, 0, 1), (set(), 0, 0)],
)
def test_an_alert_comes_over_the_channels_one_chose(
    unit: NotifyUnit, channels: set[Channel], shown: int, mailed: int
) -> None:
    know(unit, a_recipient())
    chosen = {**dict.fromkeys(AlertKind, ALL_CHANNELS), AlertKind.TASK_CREATED: frozenset(channels)}
    unit.preferences.put("bawaslu-karawang", Preferences(chosen, version=1))
    raise_now(unit, a_task_alert())
    assert (len(told(unit)), len(emails(unit))) == (shown, mailed)


def test_an_email_waits_through_quiet_hours_unless_a_limit_was_missed(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    night = QuietHours(time(11), time(14), Zone.WIB)  # NOON is 12:00 WIB
    unit.preferences.put("bawaslu-karawang", Preferences(quiet_hours=night, version=1))
    raise_now(unit, a_task_alert())
    raise_now(unit, an_alert(kind=AlertKind.DEADLINE_MISSED))
    due = {email.kind: email.due_at for email in emails(unit)}
    assert due == {
        AlertKind.TASK_CREATED: datetime(2024, 3, 8, 7, 0, tzinfo=UTC),
        AlertKind.DEADLINE_MISSED: NOON,
    }


def test_a_vacant_office_is_logged_and_the_higher_bawaslu_office_told(unit: NotifyUnit) -> None:
    know(unit, a_recipient(id="province", office="32", level=Level.PROVINCE))
    with capture_logs() as logs:
        raise_now(unit, an_alert(agency=Agency.POLRI))
    assert len(told(unit, "province")) == 1
    [line] = logs
    assert line["event"] == "nobody_known_for_office"
    assert line["log_level"] == "warning"
    assert (line["agency"], line["office"], line["stand_ins"]) == ("polri", "32.15", ["province"])


def test_an_alert_that_reached_nobody_is_told_to_the_first_who_is_appointed(unit: NotifyUnit) -> None:
    alert = an_alert()
    with capture_logs() as logs:
        raise_now(unit, alert)
    assert logs[0]["event"] == "alert_reached_nobody"
    know(unit, a_recipient())
    know(unit, a_recipient())
    assert [notification.alert for notification in told(unit)] == [alert]
    assert len(emails(unit)) == 1


def test_who_comes_after_all_was_closed_is_told_nothing(unit: NotifyUnit) -> None:
    raise_now(unit, an_alert())
    close_case(unit, CASE)
    know(unit, a_recipient())
    assert told(unit) == []


def test_who_joins_an_office_that_was_told_is_not_told_again(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    raise_now(unit, an_alert())
    know(unit, a_recipient(id="newcomer"))
    assert told(unit, "newcomer") == []


def test_a_finished_task_is_no_longer_due_and_its_email_withdrawn(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    raise_now(unit, a_task_alert())
    raise_now(unit, an_alert())
    close_subject(unit, CASE, "task-1")
    assert {n.alert.kind: n.closed_at for n in told(unit)} == {
        AlertKind.TASK_CREATED: NOON,
        AlertKind.DEADLINE_APPROACHING: None,
    }
    assert {email.kind: email.state for email in emails(unit)} == {
        AlertKind.TASK_CREATED: DeliveryState.CANCELLED,
        AlertKind.DEADLINE_APPROACHING: DeliveryState.PENDING,
    }


def test_the_end_of_the_process_closes_everything_of_the_case(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    raise_now(unit, a_task_alert())
    raise_now(unit, an_alert(kind=AlertKind.DEADLINE_MISSED))
    close_case(unit, CASE)
    assert all(notification.closed_at == NOON for notification in told(unit))
    assert {email.kind: email.state for email in emails(unit)} == {
        AlertKind.TASK_CREATED: DeliveryState.CANCELLED,
        AlertKind.DEADLINE_MISSED: DeliveryState.PENDING,
    }


def test_a_missed_limit_replaces_the_reminders_before_it(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    reminder = an_alert()
    missed = replace(an_alert(), kind=AlertKind.DEADLINE_MISSED)
    raise_now(unit, reminder)
    raise_now(unit, missed)
    raise_now(unit, missed)
    assert {n.alert.id: n.closed_at for n in told(unit)} == {reminder.id: NOON, missed.id: None}


def test_another_case_stays_open(unit: NotifyUnit) -> None:
    know(unit, a_recipient())
    raise_now(unit, an_alert(case_id=an_alert().id))
    close_case(unit, CASE)
    assert told(unit)[0].closed_at is None
