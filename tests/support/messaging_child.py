"""A worker process of the two small services that kills itself, as a machine would, at the worst moment.

`python -m tests.support.messaging_child MOMENT DATABASE_URL BROKER_URL`; moments: `never`, `before-commit`,
`before-ack`, `on-poison` (consumers) and `before-mark` (a relay).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from chassis.broker import Broker, Delivery, Publisher, Queue, Receiver
from chassis.consumer import Consumer
from chassis.envelope import Event
from chassis.relay import Relay
from chassis.unit import Unit
from chassis.worker import Part, Worker
from tests.support.messaging_services import (
    QUEUE,
    QUICK,
    SOON,
    broker_at,
    service,
    subscription,
    write_effect,
)

DEADLY = 666


def die() -> NoReturn:
    """No clean-up of any kind."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


class DiesBeforeAck:
    """A delivery whose consumer dies when the effect is committed and the broker not yet told."""

    def __init__(self, delivery: Delivery) -> None:
        self.body = delivery.body
        self.attempt = delivery.attempt
        self.retry = delivery.retry
        self.postpone = delivery.postpone
        self.dead_letter = delivery.dead_letter

    def ack(self) -> None:
        die()


class DiesBeforeMark:
    """A publisher whose relay dies when the broker has everything and the outbox does not know."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def publish(self, events: Sequence[Event]) -> None:
        self._publisher.publish(events)
        die()


class DeadlyReceiver:
    """Hands out deliveries that kill."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def receive(self, *, within: float) -> Delivery | None:
        delivery = self._receiver.receive(within=within)
        return DiesBeforeAck(delivery) if delivery else None


class DeadlyBroker:
    """The real broker, with one of its two ends deadly."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self.send = broker.send
        self.dead_letters = broker.dead_letters
        self.replay = broker.replay
        self.ping = broker.ping

    def declare(self, queues: Sequence[Queue]) -> None:
        self._broker.declare(queues)

    @contextmanager
    def publisher(self) -> Iterator[Publisher]:
        with self._broker.publisher() as publisher:
            yield DiesBeforeMark(publisher)

    @contextmanager
    def receiver(self, service: str) -> Iterator[Receiver]:
        with self._broker.receiver(service) as receiver:
            yield DeadlyReceiver(receiver)


def dies_before_commit(unit: Unit, event: Event) -> None:
    write_effect(unit, event)
    die()


def dies_of_poison(unit: Unit, event: Event) -> None:
    if event.data["number"] == DEADLY:
        die()
    write_effect(unit, event)


def main(moment: str, database_url: str, broker_url: str) -> int:
    broker: Broker = broker_at(broker_url)
    if moment in ("before-ack", "before-mark"):
        broker = DeadlyBroker(broker)
    if moment == "before-mark":
        relay = Relay(service(database_url, "cases"), broker, audience=[QUEUE], backoff=SOON)
        return Worker([Part("relay", relay.run)]).run([])
    handler = {"before-commit": dies_before_commit, "on-poison": dies_of_poison}.get(moment, write_effect)
    database = service(database_url, "workflow")
    consumer = Consumer(subscription(handler), database, Unit, broker, policy=QUICK, backoff=SOON)
    return Worker([Part("consumer", consumer.run)]).run([])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
