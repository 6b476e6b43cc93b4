"""What is particular to the queue in PostgreSQL."""

from __future__ import annotations

import pytest

from chassis.broker_pgmq import PgmqBroker, main
from tests.support.messaging_services import QUEUE
from tests.support.postgres import FreshDatabases

GARBLED = b'{"number": 1}'


def test_installing_may_be_repeated(
    fresh_database: FreshDatabases, capsys: pytest.CaptureFixture[str]
) -> None:
    url = fresh_database("broker").url
    assert [main(["install"], url), main(["install"], url)] == [0, 0]
    assert capsys.readouterr().out == "pgmq installed.\npgmq was installed already.\n"


def test_the_command_needs_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install"], None) == 2
    assert "BROKER_URL" in capsys.readouterr().err


def test_what_a_receiver_did_not_start_is_there_for_the_next_at_once(pgmq_url: str) -> None:
    broker = PgmqBroker(pgmq_url)
    broker.declare([QUEUE])
    for _ in range(3):
        broker.send("workflow", GARBLED)
    with broker.receiver("workflow") as receiver:
        first = receiver.receive(within=1)
        assert first is not None
        first.ack()
    with broker.receiver("workflow") as receiver:
        second = receiver.receive(within=1)
    assert second is not None
    assert second.attempt == 1, "a read that was given back does not count"


def test_a_waiting_receiver_is_woken_by_the_sender(pgmq_url: str) -> None:
    broker = PgmqBroker(pgmq_url)
    broker.declare([QUEUE])
    with broker.receiver("workflow") as receiver:
        assert receiver.receive(within=0.05) is None
        broker.send("workflow", GARBLED)
        delivery = receiver.receive(within=10)
        assert delivery is not None
        delivery.ack()
