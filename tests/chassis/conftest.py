"""The messaging between two services, on each of the two brokers."""

from __future__ import annotations

import pytest

from chassis.broker import Broker
from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.messaging_services import NOON, QUEUE, Talk, broker_at, with_chassis_tables, with_pgmq
from tests.support.postgres import FreshDatabases
from tests.support.rabbitmq import FreshVhosts

BROKERS = ["pgmq", "rabbitmq"]


@pytest.fixture
def cases(fresh_database: FreshDatabases) -> Database:
    """The publisher's database."""
    return _service(fresh_database, "cases")


@pytest.fixture
def workflow(fresh_database: FreshDatabases) -> Database:
    """The receiver's database."""
    return _service(fresh_database, "workflow")


def _service(fresh_database: FreshDatabases, name: str) -> Database:
    database = fresh_database(name, prepare=with_chassis_tables)
    return Database(fresh_database.engine(database), source=name, clock=FixedClock(NOON))


@pytest.fixture
def pgmq_url(fresh_database: FreshDatabases) -> str:
    """An installed pgmq."""
    return fresh_database("broker", prepare=with_pgmq).url


@pytest.fixture(params=BROKERS)
def broker_url(request: pytest.FixtureRequest) -> str:
    """Both brokers, one after the other; only the one asked for is started."""
    if request.param == "pgmq":
        url: str = request.getfixturevalue("pgmq_url")
        return url
    fresh_vhost: FreshVhosts = request.getfixturevalue("fresh_vhost")
    return fresh_vhost()


@pytest.fixture
def broker(broker_url: str) -> Broker:
    return broker_at(broker_url)


@pytest.fixture
def talk(cases: Database, workflow: Database, broker: Broker) -> Talk:
    broker.declare([QUEUE])
    return Talk(cases, workflow, broker)
