"""Schedulers side by side: whatever happens to one of them, each reminder is told, and told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.paging import PageRequest
from tests.support.postgres import TestDatabase
from tests.workflow.builders import MONDAY, an_instance, an_officer
from tests.workflow.deadlines import a_deadline
from tests.workflow.domain.law import RULES
from tests.workflow.scheduler import scheduler
from workflow.actions.inbox import inbox_page
from workflow.actions.procedure import Procedure
from workflow.api.inbox_schemas import WHOLE
from workflow.domain.inbox import InboxQuery
from workflow.domain.rules import Regime
from workflow.storage.unit import WorkflowUnit
from workflow.timers import REMINDERS_A_UNIT

CASES, OFFICES = 70, 7
FAR = MONDAY + timedelta(days=30)
TOLD = text("SELECT data->>'deadline_id' FROM outbox WHERE type = 'deadline.approaching'")


@pytest.fixture
def own(committed_database: TestDatabase) -> Iterator[Database]:
    """Where several processes can be at work."""
    engine = create_engine(committed_database.url)
    yield Database(engine, source="workflow", clock=FixedClock(MONDAY))
    engine.dispose()


def burst(database: Database) -> set[str]:
    """A reminder of every rule in each of many cases, all due in the same moment; the ids of their deadlines."""
    ids = set()
    with database.unit_of_work(WorkflowUnit) as unit:
        for number in range(CASES):
            office = f"32.{1 + number % OFFICES:02}"
            instance = an_instance(definition=unit.definitions.newest(), office=office)
            unit.instances.add(instance)
            due = {"office": office, "next_alert_at": MONDAY, "legal_limit": FAR, "safe_limit": FAR}
            deadlines = [
                a_deadline(instance.case_id, rule=rule, **due) for rule in RULES.steps(Regime.PEMILU)
            ]
            unit.deadlines.save(deadlines)
            ids |= {str(deadline.id) for deadline in deadlines}
    return ids


def told(database: Database) -> Counter[str]:
    with database.unit_of_work(WorkflowUnit) as unit:
        return Counter(unit.session.scalars(TOLD))


def test_two_schedulers_and_a_kill_lose_nothing_and_tell_nothing_twice(own: Database) -> None:
    due = burst(own)
    assert len(due) > 4 * REMINDERS_A_UNIT
    url = own.bind.engine.url.render_as_string(hide_password=False)
    killed, other = scheduler(url), scheduler(url)
    for process in (killed, other):
        process.start()
    while not told(own) and killed.is_alive():
        pass  # in the middle of it
    killed.kill()
    for process in (killed, other):
        process.join(timeout=60)
    assert other.exitcode == 0
    last = scheduler(url)  # what the killed one held is free as soon as the server has seen it die
    last.start()
    last.join(timeout=60)
    counted = told(own)
    assert set(counted) == due
    assert set(counted.values()) == {1}
    with own.unit_of_work(WorkflowUnit) as unit:
        assert unit.alerts.waiting(MONDAY) == (0, 0.0)


def test_the_inbox_is_read_while_reminders_are_held(own: Database) -> None:
    """It waits for no lock of theirs; how long a page takes meanwhile is what `gakkumdu bench timers` measures."""
    burst(own)
    with own.unit_of_work(WorkflowUnit) as timers, own.unit_of_work(WorkflowUnit) as reader:
        held: set[UUID] = {
            reminder.deadline.id for reminder in timers.alerts.claim_reminders(MONDAY, batch=REMINDERS_A_UNIT)
        }
        assert len(held) == REMINDERS_A_UNIT
        officer = an_officer()
        page = inbox_page(reader, Procedure(), InboxQuery(), PageRequest(), officer=officer, shown=WHOLE)
        assert page.items == []
        assert reader.inbox.count(InboxQuery(), officer, now=MONDAY) == 0
