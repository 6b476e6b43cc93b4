"""The servers that tests share. Nothing starts before the first test that asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from console.nursery import Nursery
from console.rabbitmq import RabbitMQ
from tests.support.postgres import FreshDatabases, TestServer, running_postgres
from tests.support.rabbitmq import (
    GIVEN,
    Broker,
    FreshVhosts,
    GivenBroker,
    given_rabbitmq,
    private_rabbitmq,
)
from tests.support.rabbitmq_desk import RabbitMQDesk, ask
from tests.support.scheduling import ByFileAndSystem, longest_first

DESK = pytest.StashKey[RabbitMQDesk]()

# Only for the tests: a system under test is told its broker by them, and must not find another by itself.
for name in ("AMQP_URL", "AMQP_MANAGEMENT_URL"):
    if name in os.environ:
        os.environ[GIVEN + name] = os.environ.pop(name)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFileAndSystem:
    """Called where tests run side by side."""
    return ByFileAndSystem(config, log)


def pytest_configure_node(node: WorkerController) -> None:
    """Called where tests are dealt out, for each process that will run some."""
    config: pytest.Config = node.config
    if DESK not in config.stash:
        config.stash[DESK] = RabbitMQDesk()
        config.add_cleanup(config.stash[DESK].close)
    node.workerinput["rabbitmq"] = (config.stash[DESK].address, config.stash[DESK].key)


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
def rabbitmq(request: pytest.FixtureRequest) -> Broker:
    """One RabbitMQ for the whole run: that of AMQP_URL, or a private node. Its absence is a failure."""
    if given := given_rabbitmq(os.environ):
        return given
    if beside := getattr(request.config, "workerinput", None):
        url, management_url = ask(*beside["rabbitmq"])
        return GivenBroker(url, management_url=management_url)
    own: RabbitMQ = request.getfixturevalue("own_rabbitmq")
    return own


@pytest.fixture(scope="session")
def own_rabbitmq() -> Iterator[RabbitMQ]:
    """A node that tests of this process may stop; each leaves it running."""
    with private_rabbitmq() as node:
        yield node


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Starts programs whose test does not ask for an interpreter of their own: it has imported what they need."""
    found = Nursery(tmp_path_factory.mktemp("nursery") / "log")
    yield found
    found.close()


@pytest.fixture
def fresh_vhost(rabbitmq: Broker) -> Iterator[FreshVhosts]:
    """Makes virtual hosts that are deleted when the test ends."""
    vhosts = FreshVhosts(rabbitmq)
    yield vhosts
    vhosts.delete_all()
