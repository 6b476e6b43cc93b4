"""One migrated database for all tests of `cases`; what a test writes is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session

from cases.app import create_app
from cases.settings import cases_settings
from cases.storage.unit import CasesUnit
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.schema import upgrade
from tests.cases.builders import NOON
from tests.support.http import ApiClient
from tests.support.postgres import TestDatabase, TestServer
from tests.support.tokens import AUDIENCE, ISSUER, LocalKeys, token_of

ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg://nowhere",
    "BROKER_URL": "postgresql://nowhere",
    "OIDC_ISSUER": ISSUER,
    "OIDC_AUDIENCE": AUDIENCE,
    "OIDC_JWKS_URL": f"{ISSUER}/jwks",
    "ENVIRONMENT": "development",
}


def migrate(database: TestDatabase) -> None:
    """A fresh database as the service finds it."""
    upgrade("cases", database.owner_url)


@pytest.fixture(scope="session")
def cases_engine(postgres: TestServer) -> Iterator[Engine]:
    """For tests that leave nothing behind."""
    database = postgres.create("cases", prepare=migrate)
    engine = create_engine(database.url)
    yield engine
    engine.dispose()
    postgres.drop(database)


@pytest.fixture
def connection(cases_engine: Engine) -> Iterator[Connection]:
    """A transaction round the test, never committed."""
    with cases_engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def database(connection: Connection, clock: FixedClock) -> Database:
    return Database(connection, source="cases", clock=clock)


@pytest.fixture
def unit(connection: Connection, clock: FixedClock) -> Iterator[CasesUnit]:
    """A unit of work that a test fills and nobody commits."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield CasesUnit(session, source="cases", clock=clock)


def app_on(database: Database) -> Flask:
    """The application as it is served, but for its database and the way to the keys."""
    return create_app(cases_settings(ENVIRONMENT), database=database, keys=LocalKeys())


@pytest.fixture(scope="session")
def served(cases_engine: Engine) -> Flask:
    """Made once a run; a test puts its own database in."""
    return app_on(Database(cases_engine, source="cases", clock=FixedClock(NOON)))


@pytest.fixture
def client(served: Flask, database: Database) -> ApiClient:
    """Asks as a coordinator of Karawang."""
    served.extensions["edge"] = replace(served.extensions["edge"], database=database)
    return ApiClient(served, token_of(roles=["officer", "coordinator"]))
