"""Two small services that talk: `cases` says things, `workflow` keeps what it was told in a table `effects`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text

from chassis.broker import Broker, Queue
from chassis.broker_amqp import AmqpBroker
from chassis.broker_pgmq import PgmqBroker, install
from chassis.clock import FixedClock
from chassis.consumer import Consumer, Subscription
from chassis.database import Database
from chassis.envelope import Event
from chassis.migrations import create_chassis_tables_v1, index_outbox_by_subject_v2
from chassis.relay import Relay
from chassis.retry import Backoff, RetryPolicy
from chassis.unit import Unit
from chassis.worker import Turns
from tests.support.postgres import TestDatabase, run_sql

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC)
QUEUE = Queue("workflow", ("case.*",))
QUICK = RetryPolicy(delays=(0.05, 0.1))
SOON = Backoff(first=0.05, ceiling=0.3)


def with_chassis_tables(database: TestDatabase) -> None:
    """A `prepare` for `fresh_database`: what the migrations of a service do."""
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        create_chassis_tables_v1(operations)
        index_outbox_by_subject_v2(operations)
    engine.dispose()
    run_sql(
        database,
        "CREATE TABLE effects (position bigint GENERATED ALWAYS AS IDENTITY, subject text, number bigint)",
    )


def with_pgmq(database: TestDatabase) -> None:
    """A `prepare` for a broker's database."""
    install(database.url)


def effects(database: Database, subject: str | None = None) -> list[int]:
    """The numbers that handlers wrote, in their order."""
    query = "SELECT number FROM effects WHERE subject = coalesce(:subject, subject) ORDER BY position"
    with database.unit_of_work(Unit) as unit:
        return list(unit.session.scalars(text(query), {"subject": subject}))


def write_effect(unit: Unit, event: Event) -> None:
    """What the handlers of these tests do: one row an event, so that twice would be seen."""
    unit.session.execute(
        text("INSERT INTO effects (subject, number) VALUES (:subject, :number)"),
        {"subject": event.subject, "number": event.data["number"]},
    )


def subscription(handler: Callable[[Unit, Event], None] = write_effect) -> Subscription[Unit]:
    """`workflow` takes all that `cases` says and acts on `case.received`."""
    subscribed = Subscription[Unit]("workflow", {"cases": ("case.*",)})
    subscribed.handles("case.received")(handler)
    return subscribed


def say(database: Database, subject: str, *numbers: int, type_: str = "case.received") -> list[Event]:
    """One unit of work that adds these events."""
    with database.unit_of_work(Unit) as unit:
        return [
            unit.outbox.add(type_, subject=subject, data={"number": number}, at=unit.now)
            for number in numbers
        ]


def service(url: str, source: str) -> Database:
    return Database.at(url, source=source, clock=FixedClock(NOON))


def broker_at(url: str) -> Broker:
    """A dead consumer's message shows again after two seconds, and four deaths are enough: tests cannot wait."""
    if url.startswith("amqp"):
        return AmqpBroker(url, delivery_limit=4)
    return PgmqBroker(url, hidden_seconds=2)


@dataclass
class Talk:
    """Publisher, receiver and the broker between them."""

    cases: Database
    workflow: Database
    broker: Broker

    def relay(self) -> Relay:
        return Relay(self.cases, self.broker, audience=[QUEUE], backoff=SOON)

    def consumer(self, handler: Callable[[Unit, Event], None] = write_effect) -> Consumer[Unit]:
        return Consumer(subscription(handler), self.workflow, Unit, self.broker, policy=QUICK, backoff=SOON)

    def publish(self) -> int:
        """Send all that is unsent, as a relay does in one go."""
        self.broker.declare([QUEUE])
        with self.broker.publisher() as publisher:
            return self.relay().send_batch(publisher)


@contextmanager
def running(*loops: Callable[[Turns], None]) -> Iterator[Turns]:
    """The loops as threads until the block ends."""
    turns = Turns()
    threads = [Thread(target=loop, args=(turns,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield turns
    finally:
        turns.stop()
        for thread in threads:
            thread.join(20)


def eventually(reached: Callable[[], Any], *, within: float = 20.0) -> None:
    """Returns when it is so; fails with what it was last."""
    end = time.monotonic() + within
    while not (last := reached()):
        assert time.monotonic() < end, f"not reached within {within} s; last: {last!r}"
        time.sleep(0.02)
