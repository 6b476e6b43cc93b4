"""Consuming one RabbitMQ queue: per-consumer prefetch, and messages that wait for their next attempt kept here."""

from __future__ import annotations

import heapq
import itertools
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from kombu import Connection, Consumer, Message
from kombu import Queue as KombuQueue

from chassis.amqp_channels import ConfirmedChannel, Outgoing, body_of, translated

PREFETCH = 20
POSTPONED_SECONDS = 0.5
REASON_BYTES = 2000


@dataclass
class Taken:
    """An unanswered message and the attempts it had here."""

    message: Message
    attempt: int = 1
    undecodable: str | None = None


class AmqpReceiver:
    """Implements `chassis.broker.Receiver`; the connection is used by one thread.

    It begins with one message at a time and widens once a message that never came back was answered: one that
    kills its consumer then dies alone, and is not taken for its neighbours.
    """

    def __init__(self, connection: Connection, service: str, *, dead_exchange: str) -> None:
        self._connection = connection
        self._service = service
        self._dead_exchange = dead_exchange
        self._confirmed = ConfirmedChannel(connection)
        self._ready: deque[Taken] = deque()
        self._waiting: list[tuple[float, int, Taken]] = []
        self._numbers = itertools.count()
        self._wide = False
        self._consumer = Consumer(
            connection.channel(),
            [KombuQueue(service, no_declare=True)],
            on_message=self._on_message,
            auto_declare=False,
            prefetch_count=1,
        )
        # kombu's own answer is to acknowledge, which loses the message.
        self._consumer.on_decode_error = self._on_decode_error
        self._consumer.consume()

    def receive(self, *, within: float) -> AmqpDelivery | None:
        with translated(self._connection):
            self._bring_back_due()
            if not self._ready:
                self._drain(within)
                self._bring_back_due()
            self._connection.heartbeat_check()
        while self._ready:
            delivery = AmqpDelivery(self, self._ready.popleft())
            if delivery.taken.undecodable is None:
                return delivery
            delivery.dead_letter(delivery.taken.undecodable)
        return None

    def ack(self, taken: Taken) -> None:
        with translated(self._connection):
            taken.message.ack()
            if not self._wide and not taken.message.headers.get("x-delivery-count"):
                self._widen()

    def wait(self, taken: Taken, *, seconds: float) -> None:
        """Keep it unanswered until then; if we die, it is the broker's again at once."""
        heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._numbers), taken))

    def bury(self, taken: Taken, reason: str) -> None:
        """Confirmed among the dead letters first, and only then acknowledged."""
        died = {"reason": reason[:REASON_BYTES], "died-at": datetime.now(tz=UTC).isoformat()}
        self._confirmed.publish(
            [
                Outgoing(
                    exchange=self._dead_exchange,
                    routing_key=self._service,
                    body=body_of(taken.message),
                    id=taken.message.properties.get("message_id"),
                    headers=died,
                )
            ]
        )
        self.ack(taken)

    def _widen(self) -> None:
        # A new prefetch holds for consumers that begin after it.
        self._wide = True
        self._consumer.cancel()
        self._consumer.qos(prefetch_count=PREFETCH)
        self._consumer.consume()

    def _drain(self, within: float) -> None:
        due = self._waiting[0][0] - time.monotonic() if self._waiting else within
        try:
            self._connection.drain_events(timeout=max(min(within, due), 0.001))
        except TimeoutError:
            return

    def _bring_back_due(self) -> None:
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            self._ready.append(heapq.heappop(self._waiting)[2])

    def _on_message(self, message: Message) -> None:
        self._ready.append(Taken(message))

    def _on_decode_error(self, message: Message, error: Exception) -> None:
        self._ready.append(Taken(message, undecodable=f"not an event: {error}"))


class AmqpDelivery:
    """Implements `chassis.broker.Delivery`."""

    def __init__(self, receiver: AmqpReceiver, taken: Taken) -> None:
        self._receiver = receiver
        self.taken = taken

    @property
    def body(self) -> bytes:
        return body_of(self.taken.message)

    @property
    def attempt(self) -> int:
        return self.taken.attempt

    def ack(self) -> None:
        self._receiver.ack(self.taken)

    def retry(self, *, after: float) -> None:
        self.taken.attempt += 1
        self._receiver.wait(self.taken, seconds=after)

    def postpone(self) -> None:
        self._receiver.wait(self.taken, seconds=POSTPONED_SECONDS)

    def dead_letter(self, reason: str) -> None:
        self._receiver.bury(self.taken, reason)
