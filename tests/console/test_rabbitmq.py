"""The private RabbitMQ node, as the supervisor and the tests use it."""

from __future__ import annotations

from pathlib import Path

import kombu
import pytest

from console import rabbitmq as module
from console.errors import StartError
from console.rabbitmq import RabbitMQ
from tests.support.rabbitmq import FreshVhosts


def put_and_get(url: str, *, put: bool) -> str | None:
    with kombu.Connection(url) as connection, connection.SimpleQueue("kept") as queue:
        if put:
            queue.put("something", delivery_mode="persistent")
            return None
        message = queue.get(timeout=5)
        message.ack()
        return str(message.payload)


def test_each_virtual_host_is_a_broker_of_its_own(fresh_vhost: FreshVhosts) -> None:
    first, second = fresh_vhost(), fresh_vhost()
    put_and_get(first, put=True)
    with kombu.Connection(second) as connection, connection.SimpleQueue("kept") as queue:
        assert queue.qsize() == 0
    assert put_and_get(first, put=False) == "something"


@pytest.mark.own_node
def test_messages_survive_a_stop(own_rabbitmq: RabbitMQ) -> None:
    put_and_get(own_rabbitmq.url(), put=True)
    own_rabbitmq.stop()
    own_rabbitmq.start()
    assert put_and_get(own_rabbitmq.url(), put=False) == "something"


def test_a_missing_broker_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "PROGRAM_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError, match=r"apt-get install -y .*rabbitmq-server"):
        RabbitMQ(tmp_path / "node", log=tmp_path / "log")
