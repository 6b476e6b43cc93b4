"""A migrated database of `workflow` with the procedure deployed, rolled back after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.schema import upgrade
from tests.support.postgres import FreshDatabases, TestDatabase, TestServer
from tests.workflow.builders import MONDAY, CaseBench
from tests.workflow.small_procedure import small_procedure
from workflow.actions.deploy import deploy
from workflow.actions.procedure import Procedure, procedure_files
from workflow.storage.unit import WorkflowUnit

BPMN = Path(__file__).parents[2] / "bpmn"


def migrate(database: TestDatabase) -> None:
    """Tables and the procedure, as `python -m workflow.migrate` leaves them."""
    upgrade("workflow", database.owner_url)
    engine = create_engine(database.owner_url)
    with Database(engine, source="workflow", clock=FixedClock(MONDAY)).unit_of_work(WorkflowUnit) as unit:
        deploy(unit, procedure_files(BPMN))
    engine.dispose()


@pytest.fixture(scope="session")
def shared_database(postgres: TestServer) -> Iterator[TestDatabase]:
    """One database for all tests that roll back."""
    database = postgres.create("workflow", prepare=migrate)
    yield database
    postgres.drop(database)


@pytest.fixture(scope="session")
def shared_engine(shared_database: TestDatabase) -> Iterator[Engine]:
    """One, for it remembers how statements are written."""
    engine = create_engine(shared_database.url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def procedure() -> Procedure:
    return Procedure()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def database(shared_engine: Engine, clock: FixedClock) -> Iterator[Database]:
    """Units of work on it commit to savepoints; the test's end undoes them all."""
    with shared_engine.connect() as connection, connection.begin() as transaction:
        yield Database(connection, source="workflow", clock=clock)
        transaction.rollback()


@pytest.fixture
def bench(database: Database, procedure: Procedure, clock: FixedClock) -> CaseBench:
    return CaseBench(database, procedure, clock)


@pytest.fixture
def small(bench: CaseBench) -> CaseBench:
    """Its new cases run the small procedure."""
    bench.deploy(small_procedure())
    return bench


@pytest.fixture
def committed_database(fresh_database: FreshDatabases) -> TestDatabase:
    """A database of its own, for tests with several connections at once."""
    return fresh_database("workflow", prepare=migrate)
