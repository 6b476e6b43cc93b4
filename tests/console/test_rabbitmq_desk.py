"""The RabbitMQ that tests share which run side by side: started when somebody asks, once, and ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from console.errors import StartError
from console.rabbitmq import RabbitMQ
from tests.support.rabbitmq_desk import RabbitMQDesk, ask


class Node:
    """Says where it is, as a real one does, and notes what becomes of it."""

    management_url = "http://there"

    def __init__(self, *, failures: int = 0) -> None:
        self.told: list[str] = []
        self._failures = failures

    def url(self) -> str:
        return "amqp://there"

    @contextmanager
    def running(self) -> Iterator[RabbitMQ]:
        if self._failures:
            self._failures -= 1
            raise StartError("no room")
        self.told.append("started")
        yield cast(RabbitMQ, self)
        self.told.append("ended")


def test_it_is_started_for_the_first_who_asks_and_ends_with_the_desk() -> None:
    node = Node()
    desk = RabbitMQDesk(node.running)
    assert node.told == []
    for _ in range(2):
        assert ask(desk.address, desk.key) == ("amqp://there", "http://there")
    assert node.told == ["started"]
    desk.close()
    assert node.told == ["started", "ended"]


def test_nothing_is_started_for_nobody() -> None:
    node = Node()
    RabbitMQDesk(node.running).close()
    assert node.told == []


def test_why_it_cannot_be_started_is_told_to_who_asked() -> None:
    desk = RabbitMQDesk(Node(failures=1).running)
    with pytest.raises(StartError, match="no room"):
        ask(desk.address, desk.key)
    assert ask(desk.address, desk.key)
    desk.close()
