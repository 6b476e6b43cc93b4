"""The servers that tests share. Nothing starts before the first test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import FreshDatabases, TestServer, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """One PostgreSQL for the whole run."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def fresh_database(postgres: TestServer) -> Iterator[FreshDatabases]:
    """Makes databases that are dropped when the test ends."""
    databases = FreshDatabases(postgres)
    yield databases
    databases.drop_all()
