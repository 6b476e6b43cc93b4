"""The pool hands out live connections without asking the server first."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.unit import Unit
from tests.support.messaging_services import NOON, with_chassis_tables
from tests.support.postgres import FreshDatabases, TestDatabase


@pytest.fixture
def place(fresh_database: FreshDatabases) -> TestDatabase:
    return fresh_database("cases", prepare=with_chassis_tables)


@pytest.fixture
def pooled(place: TestDatabase) -> Iterator[Database]:
    """As a service connects."""
    database = Database.at(place.url, source="cases", clock=FixedClock(NOON), pool_size=1)
    yield database
    database.dispose()


def backend(database: Database) -> int:
    with database.unit_of_work(Unit) as unit:
        pid: int = unit.session.scalars(text("SELECT pg_backend_pid()")).one()
    return pid


def test_an_idle_connection_is_used_again(pooled: Database) -> None:
    assert backend(pooled) == backend(pooled)


def test_one_that_the_server_ended_meanwhile_is_replaced(pooled: Database, place: TestDatabase) -> None:
    before = backend(pooled)
    with psycopg.connect(place.conninfo, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    assert backend(pooled) != before
