"""What the services ask of a message broker, whichever it is.

A publisher or receiver has a connection of its own and belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.envelope import Event

# How long pgmq keeps a message in hand from others; RabbitMQ needs no such time, it sees a consumer die.
HIDDEN_SECONDS = 30


class BrokerError(Exception):
    """The broker is away or did not do what was asked; nothing is lost, ask again later."""


class UnroutableError(BrokerError):
    """No queue is bound to a type that was published; bind it before it can be sent."""


@dataclass(frozen=True)
class Queue:
    """The one queue of a consuming service and the types it takes, such as `case.*`."""

    service: str
    bindings: tuple[str, ...]


@dataclass(frozen=True)
class DeadLetter:
    """A message that was set aside, with the reason."""

    id: str
    reason: str
    body: bytes
    died_at: datetime | None


class Delivery(Protocol):
    """One message in hand: exactly one of the four answers ends it."""

    @property
    def body(self) -> bytes: ...

    @property
    def attempt(self) -> int:
        """1 the first time a handler gets it."""
        ...

    def ack(self) -> None:
        """Done; it never comes back."""
        ...

    def retry(self, *, after: float) -> None:
        """It comes back after that many seconds, and this attempt counts."""
        ...

    def postpone(self) -> None:
        """It comes back soon, and this attempt does not count."""
        ...

    def dead_letter(self, reason: str) -> None:
        """Set it aside for people to look at; returns when it is safe there."""
        ...


class Receiver(Protocol):
    """Takes messages out of one queue."""

    def receive(self, *, within: float) -> Delivery | None:
        """The next message, or None when there is none for that many seconds."""
        ...


class Publisher(Protocol):
    """Puts messages in."""

    def publish(self, events: Sequence[Event]) -> None:
        """Returns when the broker has all of them safe; after a BrokerError some may be there as well."""
        ...


class Broker(Protocol):
    """RabbitMQ, or the queue in PostgreSQL."""

    def declare(self, queues: Sequence[Queue]) -> None:
        """Make these queues, their bindings and their dead-letter queues; may be repeated."""
        ...

    def publisher(self) -> AbstractContextManager[Publisher]: ...

    def receiver(self, service: str) -> AbstractContextManager[Receiver]:
        """What is not answered when the block ends comes back."""
        ...

    def send(self, service: str, body: bytes) -> None:
        """Put one message into one service's queue and no other."""
        ...

    def dead_letters(self, service: str) -> list[DeadLetter]:
        """Look without taking."""
        ...

    def replay(self, service: str, ids: Collection[str] | None = None) -> int:
        """Move dead letters (all, or those ids) back into the service's queue; returns how many."""
        ...

    def ping(self) -> None:
        """Raises BrokerError while it does not answer."""
        ...
