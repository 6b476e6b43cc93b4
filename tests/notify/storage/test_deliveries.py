from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from notify.domain.alerts import AlertKind
from notify.domain.deliveries import Delivery, DeliveryState
from notify.domain.messages import Message, Words
from notify.domain.preferences import Channel
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON, a_delivery, a_notification, an_alert
from tests.support.postgres import FreshDatabases, TestDatabase

LEASE_END = NOON + timedelta(minutes=2)


def stored(unit: NotifyUnit, **overrides: object) -> Delivery:
    alert = an_alert()
    unit.alerts.add(alert, vacant=False)
    notification = a_notification(alert=alert)
    unit.notifications.add(notification, in_app=True)
    delivery = a_delivery(notification_id=notification.id, attempts=0, **overrides)
    assert unit.deliveries.add(delivery, Channel.EMAIL)
    return delivery


def test_a_notification_has_one_delivery_over_each_channel(unit: NotifyUnit) -> None:
    delivery = stored(unit)
    assert not unit.deliveries.add(a_delivery(notification_id=delivery.notification_id), Channel.EMAIL)


def test_the_delivery_that_is_due_longest_is_claimed_first(unit: NotifyUnit) -> None:
    stored(unit, due_at=NOON - timedelta(minutes=1))
    oldest = stored(unit, due_at=NOON - timedelta(hours=1))
    claim = unit.deliveries.claim(now=NOON, until=LEASE_END)
    assert claim is not None
    assert (claim.delivery.id, claim.delivery.attempts, claim.message) == (oldest.id, 1, None)


@pytest.mark.parametrize(
    "not_due",
    [
        {"due_at": NOON + timedelta(seconds=1)},
        {"state": DeliveryState.SENT},
        {"state": DeliveryState.FAILED},
        {"state": DeliveryState.CANCELLED},
    ],
)
def test_what_is_not_due_is_not_claimed(unit: NotifyUnit, not_due: dict[str, object]) -> None:
    stored(unit, **not_due)
    assert unit.deliveries.claim(now=NOON, until=LEASE_END) is None
    assert unit.deliveries.due(now=NOON) == 0


def test_a_claimed_delivery_is_claimed_again_only_after_its_lease(unit: NotifyUnit) -> None:
    stored(unit)
    unit.deliveries.claim(now=NOON, until=LEASE_END)
    assert unit.deliveries.claim(now=LEASE_END, until=LEASE_END) is None
    later = LEASE_END + timedelta(seconds=1)
    again = unit.deliveries.claim(now=later, until=later)
    assert again is not None
    assert again.delivery.attempts == 2


def test_the_words_stay_as_first_composed(unit: NotifyUnit) -> None:
    message = Message(Words("Title", "Text"), NOON)
    unit.deliveries.keep_message(stored(unit).id, message)
    claim = unit.deliveries.claim(now=NOON, until=LEASE_END)
    assert claim is not None
    assert claim.message == message


def test_who_lost_the_lease_cannot_settle(unit: NotifyUnit) -> None:
    stored(unit)
    lost = unit.deliveries.claim(now=NOON, until=LEASE_END)
    later = LEASE_END + timedelta(seconds=1)
    held = unit.deliveries.claim(now=later, until=later + timedelta(minutes=2))
    assert lost is not None
    assert held is not None
    assert not unit.deliveries.settle(lost.delivery.refused("550"), lost)
    assert unit.deliveries.settle(held.delivery.sent(later), held)


def test_closing_withdraws_what_waits_but_never_a_missed_limit(unit: NotifyUnit) -> None:
    waiting = stored(unit)
    missed = stored(unit, kind=AlertKind.DEADLINE_MISSED)
    alerts = [
        unit.notifications.get_many([each.notification_id])[each.notification_id].alert.id
        for each in (waiting, missed)
    ]
    assert unit.deliveries.cancel(alerts) == 1
    claim = unit.deliveries.claim(now=NOON, until=LEASE_END)
    assert claim is not None
    assert claim.delivery.id == missed.id


def test_a_delivery_in_a_worker_s_hands_is_not_withdrawn(unit: NotifyUnit) -> None:
    delivery = stored(unit)
    unit.deliveries.claim(now=NOON, until=LEASE_END)
    alert = unit.notifications.get_many([delivery.notification_id])[delivery.notification_id].alert
    assert unit.deliveries.cancel([alert.id]) == 0


def test_two_workers_never_claim_the_same_delivery(
    own_database: TestDatabase, fresh_database: FreshDatabases
) -> None:
    database = Database(fresh_database.engine(own_database), source="notify", clock=FixedClock(NOON))
    with database.unit_of_work(NotifyUnit) as unit:
        both = {stored(unit).id, stored(unit).id}
    with database.unit_of_work(NotifyUnit) as one, database.unit_of_work(NotifyUnit) as other:
        claims = [each.deliveries.claim(now=NOON, until=LEASE_END) for each in (one, other)]
        assert {claim.delivery.id for claim in claims if claim} == both
        assert one.deliveries.claim(now=NOON, until=LEASE_END) is None
