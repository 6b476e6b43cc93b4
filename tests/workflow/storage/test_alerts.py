"""Which alerts are due, in which order they are claimed, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.postgres import TestDatabase
from tests.workflow.builders import MONDAY, an_instance
from tests.workflow.deadlines import a_deadline
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit

HOUR = timedelta(hours=1)
FAR = MONDAY + timedelta(days=30)
MERAUKE, JEMBRANA = "91.01", "51.01"


@pytest.fixture
def own(committed_database: TestDatabase) -> Iterator[Database]:
    """Where two units can be open at once."""
    engine = create_engine(committed_database.url)
    yield Database(engine, source="workflow", clock=FixedClock(MONDAY))
    engine.dispose()


def due(database: Database, office: str, *times: datetime, legal: datetime = FAR) -> list[Deadline]:
    """Deadlines of a case each that want an alert at these times."""
    with database.unit_of_work(WorkflowUnit) as unit:
        found = []
        for at in times:
            instance = an_instance(definition=unit.definitions.newest(), office=office)
            unit.instances.add(instance)
            found.append(a_deadline(instance.case_id, office=office, next_alert_at=at, legal_limit=legal))
        unit.deadlines.save(found)
    return found


def claimed(unit: WorkflowUnit, *, batch: int = 9) -> list[Deadline]:
    return [reminder.deadline for reminder in unit.alerts.claim_reminders(MONDAY, batch=batch)]


def test_the_longest_waiting_come_first_and_the_future_not_at_all(database: Database) -> None:
    later, late, _ = due(database, MERAUKE, MONDAY, MONDAY - HOUR, MONDAY + HOUR)
    with database.unit_of_work(WorkflowUnit) as unit:
        assert claimed(unit) == [late, later]
        assert claimed(unit, batch=1) == [late]


def test_an_office_with_many_does_not_hold_up_the_others(database: Database) -> None:
    many = due(database, JEMBRANA, *[MONDAY - HOUR * hours for hours in range(9, 1, -1)])
    one = due(database, MERAUKE, MONDAY)
    with database.unit_of_work(WorkflowUnit) as unit:
        assert claimed(unit, batch=4) == [many[0], *one, many[1]]


def test_what_one_process_holds_another_passes_over(own: Database) -> None:
    first, second = due(own, MERAUKE, MONDAY - HOUR, MONDAY)
    with own.unit_of_work(WorkflowUnit) as one, own.unit_of_work(WorkflowUnit) as other:
        assert claimed(one, batch=1) == [first]
        assert claimed(other) == [second]


def test_a_case_that_is_taking_a_step_is_passed_over(own: Database) -> None:
    (found,) = due(own, MERAUKE, MONDAY)
    with own.unit_of_work(WorkflowUnit) as step, own.unit_of_work(WorkflowUnit) as timers:
        step.instances.lock(found.case_id)
        assert claimed(timers) == []


def test_a_missed_limit_is_no_reminder(database: Database) -> None:
    """It moves its case; the second in which a limit ends belongs to it."""
    (missed,) = due(database, MERAUKE, MONDAY, legal=MONDAY - timedelta(seconds=1))
    (held,) = due(database, MERAUKE, MONDAY, legal=MONDAY)
    with database.unit_of_work(WorkflowUnit) as unit:
        assert claimed(unit) == [held]
        assert unit.alerts.missed_cases(MONDAY, batch=9) == [missed.case_id]


def test_how_far_the_timers_are_behind_is_known(database: Database) -> None:
    due(database, MERAUKE, MONDAY - HOUR, MONDAY, MONDAY + HOUR)
    with database.unit_of_work(WorkflowUnit) as unit:
        assert unit.alerts.waiting(MONDAY) == (2, 3600.0)
        assert unit.alerts.waiting(MONDAY - 2 * HOUR) == (0, 0.0)
