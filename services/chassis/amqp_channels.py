"""Publishing to RabbitMQ with confirms: a batch goes out at once, and then all confirms are awaited."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kombu import Connection, Message
from kombu.exceptions import KombuError

from chassis.broker import BrokerError
from chassis.envelope import CONTENT_TYPE

CONFIRM_SECONDS = 15.0
PERSISTENT = 2


@contextmanager
def translated(connection: Connection) -> Iterator[None]:
    """A broken connection or a refusal of the broker is a BrokerError."""
    try:
        yield
    except (*connection.connection_errors, *connection.channel_errors, KombuError) as error:
        raise BrokerError(f"RabbitMQ: {type(error).__name__}: {error}") from error


def body_of(message: Message) -> bytes:
    """The bytes as sent; the client library decodes them when the sender named an encoding."""
    return message.body.encode() if isinstance(message.body, str) else bytes(message.body)


@dataclass(frozen=True)
class Outgoing:
    """One message and its way."""

    exchange: str
    routing_key: str
    body: bytes
    id: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class ConfirmedChannel:
    """A channel in confirm mode on a connection that one thread uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._channel = connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._published = 0
        self._awaited: set[int] = set()
        self._refused = 0
        self._returned: set[str] = set()

    def publish(self, messages: Sequence[Outgoing]) -> set[str]:
        """Returns when all are confirmed: the routing keys that lead nowhere, none as a rule."""
        with translated(self._connection):
            self._refused, self._returned = 0, set()
            for message in messages:
                self._send(message)
            self._wait()
        if self._refused:
            raise BrokerError(f"RabbitMQ refused {self._refused} messages")
        return self._returned

    def _send(self, message: Outgoing) -> None:
        prepared = self._channel.prepare_message(
            message.body,
            content_type=CONTENT_TYPE,
            headers=message.headers,
            properties={"delivery_mode": PERSISTENT, "message_id": message.id or ""},
        )
        self._published += 1
        self._awaited.add(self._published)
        self._channel.basic_publish(
            prepared, exchange=message.exchange, routing_key=message.routing_key, mandatory=True
        )

    def _wait(self) -> None:
        end = time.monotonic() + CONFIRM_SECONDS
        while self._awaited:
            # A TimeoutError is an OSError, which `translated` knows as a connection error.
            self._connection.drain_events(timeout=max(end - time.monotonic(), 0.001))

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple=multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused += self._settle(tag, multiple=multiple)

    def _on_return(self, _error: Exception, _exchange: str, routing_key: str, _message: Any) -> None:
        self._returned.add(routing_key)

    def _settle(self, tag: int, *, multiple: bool) -> int:
        settled = {number for number in self._awaited if number <= tag} if multiple else {tag}
        self._awaited -= settled
        return len(settled)
