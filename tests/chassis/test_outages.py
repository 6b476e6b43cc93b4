"""A broker or a database that goes away: nothing is lost, nothing is set aside, and work goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import sql
from structlog.testing import capture_logs

from chassis.broker import Broker
from chassis.broker_choice import trouble_with
from chassis.broker_pgmq import install
from chassis.database import Database
from chassis.idle import idle_report
from console.rabbitmq import RabbitMQ
from tests.support.messaging_services import QUEUE, Talk, broker_at, effects, eventually, running, say
from tests.support.postgres import TestServer, running_postgres
from tests.support.rabbitmq import FreshVhosts

# RabbitMQ did not get back a quorum queue when it was killed right after the queue's creation.
REGISTERED_SECONDS = 6.0


@dataclass(frozen=True)
class OwnBroker:
    """A broker that no other test uses; `fail` ends its server, `recover` starts it on the same data."""

    broker: Broker
    fail: Callable[[], None]
    recover: Callable[[], None]


@pytest.fixture(params=["pgmq", pytest.param("rabbitmq", marks=pytest.mark.own_node)])
def own(request: pytest.FixtureRequest) -> Iterator[OwnBroker]:
    if request.param == "pgmq":
        with running_postgres() as server:
            url = server.create("broker").url
            install(url)
            broker = broker_at(url)
            broker.declare([QUEUE])
            yield OwnBroker(broker, server.server.stop, server.server.start)
    else:
        node: RabbitMQ = request.getfixturevalue("own_rabbitmq")
        vhosts = FreshVhosts(node)
        broker = broker_at(vhosts())
        broker.declare([QUEUE])
        time.sleep(REGISTERED_SECONDS)
        yield OwnBroker(broker, node.kill, node.start)
        if not node.running:
            node.start()
        vhosts.delete_all()


@pytest.mark.timeout(240)
def test_a_broker_that_goes_down_and_comes_back_loses_nothing(
    cases: Database, workflow: Database, own: OwnBroker
) -> None:
    talk = Talk(cases, workflow, own.broker)
    say(cases, "case-1", 1, 2)
    talk.publish()  # these lie in the broker when it dies
    own.fail()
    assert trouble_with(own.broker)() is not None
    relay = talk.relay()
    with running(relay.run, talk.consumer().run):
        say(cases, "case-1", 3)  # nobody who writes notices
        eventually(lambda: relay.trouble)
        assert idle_report(cases, sources=[]).unsent == 1
        own.recover()
        eventually(lambda: effects(workflow) == [1, 2, 3], within=60)
        eventually(lambda: relay.trouble is None)
    assert trouble_with(own.broker)() is None
    assert own.broker.dead_letters("workflow") == []


@pytest.mark.timeout(240)
def test_a_broker_restarted_amid_the_traffic_keeps_every_case_whole(
    cases: Database, workflow: Database, own: OwnBroker
) -> None:
    talk = Talk(cases, workflow, own.broker)
    with running(talk.relay().run, talk.consumer().run, talk.consumer().run):
        for number in range(1, 31):
            say(cases, "case-1", number)
            say(cases, "case-2", number)
            if number == 15:
                eventually(lambda: effects(workflow))
                own.fail()
                own.recover()
        eventually(lambda: len(effects(workflow)) == 60, within=60)
    assert effects(workflow, "case-1") == list(range(1, 31))
    assert effects(workflow, "case-2") == list(range(1, 31))
    assert own.broker.dead_letters("workflow") == []


def test_a_consumer_waits_for_its_own_database_and_counts_no_attempt(
    talk: Talk, postgres: TestServer
) -> None:
    with running(talk.consumer().run):
        say(talk.cases, "case-1", 1)
        talk.publish()
        eventually(lambda: effects(talk.workflow) == [1])
        with _shut(talk.workflow, postgres):
            say(talk.cases, "case-1", 2, 3)
            talk.publish()
            assert talk.broker.dead_letters("workflow") == []
        eventually(lambda: effects(talk.workflow) == [1, 2, 3])
    assert talk.broker.dead_letters("workflow") == []


def test_an_outage_is_told_once_and_so_is_its_end(talk: Talk, postgres: TestServer) -> None:
    with capture_logs() as lines, running(talk.relay().run):
        eventually(lambda: talk.relay().trouble is None)
        with _shut(talk.cases, postgres):
            eventually(lambda: "relay_holding" in _told(lines))
        say(talk.cases, "case-1", 1)
        eventually(lambda: "relay_flowing" in _told(lines))
    assert _told(lines).count("relay_holding") == 1
    assert _told(lines).count("relay_flowing") == 1


def _told(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(line["event"]) for line in lines]


@contextmanager
def _shut(database: Database, server: TestServer) -> Iterator[None]:
    """Nobody gets in, and who is in is thrown out."""
    name = database.bind.engine.url.database or ""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    server.server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
    throw_out = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    server.server.execute(throw_out.format(sql.Literal(name)))
    try:
        yield
    finally:
        server.server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
