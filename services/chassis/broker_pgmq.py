"""The broker that needs no broker: pgmq's queues as plain SQL in a PostgreSQL database of their own.

A message in hand is hidden for a while; whoever dies with it loses it to the next reader. One that was read
five times and never answered is set aside. Who sends also notifies, so that readers need not ask all the time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from chassis.broker import HIDDEN_SECONDS, DeadLetter, Queue, UnroutableError
from chassis.envelope import Event, to_json
from chassis.listen import CONNECT_TIMEOUT_SECONDS, conninfo_of
from chassis.pgmq_receiver import (
    PgmqReceiver,
    channel_of,
    dead_queue_of,
    table_of,
    translated,
)

INSTALL_LOCK = 0x67616B6B  # any fixed number; two installs at once must not meet

SEND = """
    SELECT event->>'type', pgmq.send_topic(event->>'type', event, '{}'::jsonb, 0)
    FROM unnest(%s::text[]::jsonb[]) WITH ORDINALITY AS sent (event, place) ORDER BY place
"""
NOTIFY_BOUND = """
    SELECT pg_notify(channel, '') FROM (
        SELECT DISTINCT 'gakkumdu_' || queue_name AS channel FROM pgmq.topic_bindings, unnest(%s::text[]) AS type
        WHERE type ~ compiled_regex
    ) AS channels
"""
LOOK = """
    SELECT msg_id, message::text, headers->>'reason', enqueued_at FROM {dead} ORDER BY msg_id
"""
MOVE_BACK = """
    WITH moved AS (
        DELETE FROM {dead} WHERE %(ids)s::bigint[] IS NULL OR msg_id = ANY(%(ids)s) RETURNING msg_id, message
    )
    SELECT pgmq.send(%(queue)s, message) FROM (SELECT message FROM moved ORDER BY msg_id) AS in_order
"""


class PgmqBroker:
    """Implements `chassis.broker.Broker` on the database at `url`."""

    def __init__(self, url: str, *, hidden_seconds: int = HIDDEN_SECONDS) -> None:
        self._conninfo = conninfo_of(url)
        self._hidden_seconds = hidden_seconds

    def declare(self, queues: Sequence[Queue]) -> None:
        with self._connection() as connection:
            for queue in queues:
                _create(connection, queue.service)
                _create(connection, dead_queue_of(queue.service))
                for pattern in queue.bindings:
                    connection.execute("SELECT pgmq.bind_topic(%s, %s)", [pattern, queue.service])

    @contextmanager
    def publisher(self) -> Iterator[PgmqPublisher]:
        with self._connection() as connection:
            yield PgmqPublisher(connection)

    @contextmanager
    def receiver(self, service: str) -> Iterator[PgmqReceiver]:
        with self._connection() as connection:
            receiver = PgmqReceiver(connection, service, hidden_seconds=self._hidden_seconds)
            receiver.listen()
            try:
                yield receiver
            finally:
                receiver.give_back()

    def send(self, service: str, body: bytes) -> None:
        with self._connection() as connection, connection.transaction():
            connection.execute("SELECT pgmq.send(%s, %s::jsonb)", [service, body.decode()])
            _notify(connection, service)

    def dead_letters(self, service: str) -> list[DeadLetter]:
        query = sql.SQL(LOOK).format(dead=table_of(dead_queue_of(service)))
        with self._connection() as connection:
            rows = connection.execute(query).fetchall()
        return [
            DeadLetter(id=str(number), reason=reason or "", body=(text or "null").encode(), died_at=at)
            for number, text, reason, at in rows
        ]

    def replay(self, service: str, ids: Collection[str] | None = None) -> int:
        wanted = None if ids is None else [int(number) for number in ids if number.isdecimal()]
        query = sql.SQL(MOVE_BACK).format(dead=table_of(dead_queue_of(service)))
        with self._connection() as connection, connection.transaction():
            moved = connection.execute(query, {"ids": wanted, "queue": service}).fetchall()
            _notify(connection, service)
        return len(moved)

    def ping(self) -> None:
        with self._connection() as connection:
            connection.execute("SELECT 1")

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        with translated():
            connection = psycopg.connect(
                self._conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS
            )
            with closing(connection):
                yield connection


class PgmqPublisher:
    """One transaction a batch: every queue has all of it, or none has any."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def publish(self, events: Sequence[Event]) -> None:
        with translated(), self._connection.transaction():
            self._send([to_json(event).decode() for event in events])

    def _send(self, bodies: list[str]) -> None:
        routed = self._connection.execute(SEND, [bodies]).fetchall()
        if lost := sorted({type_ for type_, queues in routed if queues == 0}):
            raise UnroutableError(f"no queue is bound to {', '.join(lost)}")
        self._connection.execute(NOTIFY_BOUND, [sorted({type_ for type_, _ in routed})])


def install(url: str) -> bool:
    """Put pgmq's tables and functions into the database at `url`; False when they are there already."""
    from pgmq.install import get_embedded_install_sql  # only here: its package loads every client it has

    with psycopg.connect(conninfo_of(url), connect_timeout=CONNECT_TIMEOUT_SECONDS) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        row = connection.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL").fetchone()
        if row == (True,):
            return False
        connection.execute(get_embedded_install_sql())
        return True


def _create(connection: psycopg.Connection, queue: str) -> None:
    there = connection.execute("SELECT 1 FROM pgmq.meta WHERE queue_name = %s", [queue]).fetchone()
    if there is None:
        connection.execute("SELECT pgmq.create(%s)", [queue])


def _notify(connection: psycopg.Connection, service: str) -> None:
    connection.execute("SELECT pg_notify(%s, '')", [channel_of(service)])


def main(arguments: Sequence[str], url: str | None) -> int:
    """`python -m chassis.broker_pgmq install`."""
    if list(arguments) != ["install"] or not url:
        sys.stderr.write("Usage: BROKER_URL=postgresql://... python -m chassis.broker_pgmq install\n")
        return 2
    try:
        fresh = install(url)
    except psycopg.Error as error:
        sys.stderr.write(f"pgmq could not be installed: {error}\n")
        return 1
    sys.stdout.write("pgmq installed.\n" if fresh else "pgmq was installed already.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ.get("BROKER_URL")))
