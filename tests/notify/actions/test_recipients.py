from __future__ import annotations

import threading

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.paging import PageRequest
from notify.actions.alerts import raise_alert
from notify.actions.recipients import appoint
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON, a_recipient, an_alert, an_officer
from tests.support.postgres import FreshDatabases, TestDatabase


def test_nobody_falls_between_an_alert_and_their_appointment(
    own_database: TestDatabase, fresh_database: FreshDatabases
) -> None:
    database = Database(fresh_database.engine(own_database), source="notify", clock=FixedClock(NOON))

    def join() -> None:
        with database.unit_of_work(NotifyUnit) as unit:
            appoint(unit, a_recipient(), appointed_at=NOON, machine_now=NOON)

    joining = threading.Thread(target=join)
    with database.unit_of_work(NotifyUnit) as unit:
        raise_alert(unit, an_alert(), machine_now=NOON)
        joining.start()
        joining.join(0.5)
        assert joining.is_alive(), "the appointment did not wait for the alert"
    joining.join(10)
    with database.unit_of_work(NotifyUnit) as unit:
        page = unit.notifications.page(an_officer(), PageRequest(), unread=None, case_id=None)
    assert len(page.items) == 1
