"""What a scrape says of the timers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from tests.workflow.builders import MONDAY
from tests.workflow.deadlines import stored
from workflow.timer_metrics import TimersCollector

HOUR = timedelta(hours=1)


def figures(database: Database) -> dict[str, float]:
    return {family.name: family.samples[0].value for family in TimersCollector(database).collect()}


def test_a_scrape_tells_how_many_alerts_wait_and_for_how_long(database: Database) -> None:
    stored(database, MONDAY - 2 * HOUR, MONDAY - HOUR, MONDAY + HOUR, None)
    assert figures(database) == {"alerts_due": 2, "alerts_lateness_seconds": 7200.0}


def test_timers_that_are_up_to_date_are_not_late(database: Database) -> None:
    stored(database, MONDAY + HOUR)
    assert figures(database) == {"alerts_due": 0, "alerts_lateness_seconds": 0.0}


def test_without_a_database_a_scrape_says_nothing_of_the_timers() -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nowhere")
    assert figures(Database(nowhere, source="workflow", clock=FixedClock(MONDAY))) == {}
