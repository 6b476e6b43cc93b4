"""A migrated database of this service: one for all tests that roll back, a fresh one for those that commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Connection

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.schema import upgrade
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON
from tests.support.postgres import FreshDatabases, TestDatabase, TestServer
from tests.support.smtp import MailCatcher, running_mail_server

OpenUnit = Callable[[], AbstractContextManager[NotifyUnit]]


def migrate(database: TestDatabase) -> None:
    """What `fresh_database` copies."""
    upgrade("notify", database.owner_url)


@pytest.fixture(scope="session")
def shared_database(postgres: TestServer) -> TestDatabase:
    return postgres.create("notify", prepare=migrate)


@pytest.fixture(scope="session")
def shared_engine(shared_database: TestDatabase) -> Iterator[Engine]:
    """One, for it remembers how statements are written."""
    engine = create_engine(shared_database.url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(shared_engine: Engine) -> Iterator[Connection]:
    """In a transaction that is rolled back when the test ends."""
    with shared_engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def database(connection: Connection, clock: FixedClock) -> Database:
    return Database(connection, source="notify", clock=clock)


@pytest.fixture
def unit(database: Database) -> Iterator[NotifyUnit]:
    """One unit of work for the whole test."""
    with database.unit_of_work(NotifyUnit) as unit:
        yield unit


@pytest.fixture
def own_database(fresh_database: FreshDatabases) -> TestDatabase:
    """Migrated and empty, for tests that commit."""
    return fresh_database("notify", prepare=migrate)


@pytest.fixture
def mail_server() -> Iterator[MailCatcher]:
    with running_mail_server() as server:
        yield server
