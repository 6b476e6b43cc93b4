"""The predicate on a row and the filter in SQL must say the same of everybody."""

from __future__ import annotations

from itertools import product

from chassis.paging import PageRequest
from notify.domain.access import may_see_delivery, may_see_notification
from notify.domain.officer import Agency, Level, Officer, Role
from notify.domain.preferences import Channel
from notify.storage.unit import NotifyUnit
from tests.notify.builders import a_delivery, a_notification, an_alert, an_officer

OFFICES = {"00": Level.NATIONAL, "32": Level.PROVINCE, "32.15": Level.REGENCY, "3": Level.REGENCY}


def everybody() -> list[Officer]:
    return [
        an_officer(id=f"{agency}-{office}", agency=agency, office=office, level=level, roles=frozenset(roles))
        for agency, (office, level), roles in product(
            Agency, OFFICES.items(), [(Role.ADMINISTRATOR,), (Role.OFFICER, Role.COORDINATOR, Role.AUDITOR)]
        )
    ]


def test_deliveries_are_filtered_as_the_predicate_says(unit: NotifyUnit) -> None:
    stored = []
    for agency, office in product(Agency, ["00", "32", "32.15", "32.1", "51.01"]):
        alert = an_alert()
        unit.alerts.add(alert, vacant=False)
        notification = a_notification(alert=alert)
        unit.notifications.add(notification, in_app=True)
        delivery = a_delivery(notification_id=notification.id, agency=agency, office=office)
        unit.deliveries.add(delivery, Channel.EMAIL)
        stored.append(delivery)
    for officer in everybody():
        page = unit.deliveries.page(officer, PageRequest(limit=200), state=None, recipient=None)
        assert set(page.items) == {delivery for delivery in stored if may_see_delivery(officer, delivery)}


def test_notifications_are_filtered_as_the_predicate_says(unit: NotifyUnit) -> None:
    alert = an_alert()
    unit.alerts.add(alert, vacant=False)
    stored = [a_notification(alert=alert, recipient_id=officer.id) for officer in everybody()[::2]]
    for notification in stored:
        unit.notifications.add(notification, in_app=True)
    for officer in everybody():
        page = unit.notifications.page(officer, PageRequest(), unread=None, case_id=None)
        assert set(page.items) == {kept for kept in stored if may_see_notification(officer, kept)}
