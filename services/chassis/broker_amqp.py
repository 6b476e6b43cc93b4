"""RabbitMQ as the broker: a topic exchange, and for each consuming service one quorum queue and one for the dead.

The broker counts how often a message came back from a consumer that died; after `DELIVERY_LIMIT` of them it
sets the message aside itself. Nothing here reconnects: the loops that use it do, with their own pauses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from kombu import Connection, Message

from chassis.amqp_channels import ConfirmedChannel, Outgoing, body_of, translated
from chassis.amqp_receiver import AmqpReceiver
from chassis.broker import DeadLetter, Queue, UnroutableError
from chassis.envelope import Event, to_json

EXCHANGE = "gakkumdu"
DEAD_EXCHANGE = "gakkumdu.dead"
# Counts consumers that died or lost their database, not failing handlers, which the consumer itself counts.
DELIVERY_LIMIT = 20
# From RabbitMQ 4 on a queue without a limit gets 20, and dead letters count every look at them.
NO_LIMIT = 1_000_000_000
CONNECT_TIMEOUT_SECONDS = 5
HEARTBEAT_SECONDS = 30


class AmqpBroker:
    """Implements `chassis.broker.Broker` on the virtual host at `url`."""

    def __init__(self, url: str, *, delivery_limit: int = DELIVERY_LIMIT) -> None:
        self._url = url
        self._delivery_limit = delivery_limit

    def declare(self, queues: Sequence[Queue]) -> None:
        with self._connection() as connection:
            channel = connection.channel()
            channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
            channel.exchange_declare(DEAD_EXCHANGE, "direct", durable=True, auto_delete=False)
            for queue in queues:
                _declare_dead(channel, queue.service)
                _declare(channel, queue, delivery_limit=self._delivery_limit)

    @contextmanager
    def publisher(self) -> Iterator[AmqpPublisher]:
        # Without heartbeats: nobody would send them while there is nothing to publish. Confirms tell.
        with self._connection() as connection:
            yield AmqpPublisher(ConfirmedChannel(connection))

    @contextmanager
    def receiver(self, service: str) -> Iterator[AmqpReceiver]:
        with self._connection(heartbeat=HEARTBEAT_SECONDS) as connection:
            yield AmqpReceiver(connection, service, dead_exchange=DEAD_EXCHANGE)

    def send(self, service: str, body: bytes) -> None:
        with self._connection() as connection:
            ConfirmedChannel(connection).publish([Outgoing(exchange="", routing_key=service, body=body)])

    def dead_letters(self, service: str) -> list[DeadLetter]:
        with self._connection() as connection:
            channel = connection.channel()
            messages = _all(channel, _dead_queue(service))
            _put_back(channel, messages)
            return [_dead_letter(message) for message in messages]

    def replay(self, service: str, ids: Collection[str] | None = None) -> int:
        with self._connection() as connection:
            channel, confirmed = connection.channel(), ConfirmedChannel(connection)
            unwanted, moved = [], 0
            for message in _all(channel, _dead_queue(service)):
                if ids is not None and _dead_letter(message).id not in ids:
                    unwanted.append(message)
                    continue
                confirmed.publish([Outgoing(exchange="", routing_key=service, body=body_of(message))])
                message.ack()
                moved += 1
            _put_back(channel, unwanted)
        return moved

    def ping(self) -> None:
        with self._connection() as connection:
            connection.channel()

    @contextmanager
    def _connection(self, *, heartbeat: int = 0) -> Iterator[Connection]:
        connection = Connection(self._url, connect_timeout=CONNECT_TIMEOUT_SECONDS, heartbeat=heartbeat)
        with translated(connection):
            try:
                connection.connect()
                yield connection
            finally:
                connection.release()


class AmqpPublisher:
    """Publishes a batch and then waits for all its confirms."""

    def __init__(self, channel: ConfirmedChannel) -> None:
        self._channel = channel

    def publish(self, events: Sequence[Event]) -> None:
        lost = self._channel.publish(
            [
                Outgoing(exchange=EXCHANGE, routing_key=event.type, body=to_json(event), id=str(event.id))
                for event in events
            ]
        )
        if lost:
            raise UnroutableError(f"no queue is bound to {', '.join(sorted(lost))}")


def _declare(channel: Any, queue: Queue, *, delivery_limit: int) -> None:
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": delivery_limit,
        "x-dead-letter-exchange": DEAD_EXCHANGE,
        "x-dead-letter-routing-key": queue.service,
        # Without these two the broker may lose a message on its way to the dead letters.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    channel.queue_declare(queue.service, durable=True, auto_delete=False, arguments=arguments)
    for pattern in queue.bindings:
        channel.queue_bind(queue.service, EXCHANGE, pattern)


def _declare_dead(channel: Any, service: str) -> None:
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": NO_LIMIT}
    channel.queue_declare(_dead_queue(service), durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(_dead_queue(service), DEAD_EXCHANGE, service)


def _dead_queue(service: str) -> str:
    return f"{service}.dead"


def _all(channel: Any, queue: str) -> list[Message]:
    """Each message that is there now, in our hands until it is answered; the queue's own count lags behind."""
    messages = []
    while (raw := channel.basic_get(queue)) is not None:
        messages.append(channel.message_to_python(raw))
    return messages


def _put_back(channel: Any, messages: Sequence[Message]) -> None:
    """So that the next look finds them: closing alone would put them back at some later moment."""
    for message in messages:
        message.requeue()
    channel.close()


def _dead_letter(message: Message) -> DeadLetter:
    headers = message.headers
    died: dict[str, Any] = next(iter(headers.get("x-death", [])), {})
    at = headers.get("died-at")
    return DeadLetter(
        id=message.properties.get("message_id") or hashlib.sha256(body_of(message)).hexdigest(),
        reason=headers.get("reason") or _reason(died.get("reason")),
        body=body_of(message),
        died_at=datetime.fromisoformat(at) if at else _aware(died.get("time")),
    )


def _reason(reported: str | None) -> str:
    if reported == "delivery_limit":
        return "taken too many times and never answered: its consumer dies with it"
    return reported or "unknown"


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time else None
