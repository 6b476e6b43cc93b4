"""The servers that tests share. Nothing starts before the first test that asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from xdist.remote import Producer

from tests.support.postgres import FreshDatabases, TestServer, running_postgres
from tests.support.rabbitmq import GIVEN, Broker, FreshVhosts, running_rabbitmq
from tests.support.scheduling import ByFileAndSystem, longest_first

# Only for the tests: a system under test is told its broker by them, and must not find another by itself.
for name in ("AMQP_URL", "AMQP_MANAGEMENT_URL"):
    if name in os.environ:
        os.environ[GIVEN + name] = os.environ.pop(name)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFileAndSystem:
    """Called where tests run side by side."""
    return ByFileAndSystem(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


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


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Broker]:
    """One RabbitMQ for the whole run: that of AMQP_URL, or a private node. Its absence is a failure."""
    with running_rabbitmq(os.environ) as broker:
        yield broker


@pytest.fixture
def fresh_vhost(rabbitmq: Broker) -> Iterator[FreshVhosts]:
    """Makes virtual hosts that are deleted when the test ends."""
    vhosts = FreshVhosts(rabbitmq)
    yield vhosts
    vhosts.delete_all()
