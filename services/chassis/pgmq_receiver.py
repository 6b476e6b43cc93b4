"""Reading one pgmq queue: a small batch at a time, each message hidden while it is worked on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from chassis.broker import BrokerError
from chassis.listen import wait_for_notify

MAX_READS = 5
BATCH = 20
# Comes back this much later when nothing was wrong with the message itself.
POSTPONED_SECONDS = 0.5
# Work is not started on a message that is about to be shown to others.
SAFE_PART = 5 / 6
GIVE_BACK = """
    UPDATE {queue} AS message
    SET read_ct = message.read_ct - 1, vt = clock_timestamp() + make_interval(secs => %s)
    FROM unnest(%s::bigint[], %s::int[]) AS held (number, reads)
    WHERE message.msg_id = held.number AND message.read_ct = held.reads
"""


def dead_queue_of(service: str) -> str:
    """Where this service's dead letters lie."""
    return f"{service}_dead"


def table_of(queue: str) -> sql.Identifier:
    """Pgmq's own name for the queue's table."""
    return sql.Identifier("pgmq", f"q_{queue}")


def channel_of(service: str) -> str:
    """What senders notify and receivers of this service listen on."""
    return f"gakkumdu_{service}"


@contextmanager
def translated() -> Iterator[None]:
    """A failing database is a failing broker."""
    try:
        yield
    except psycopg.Error as error:
        raise BrokerError(f"the queue database: {type(error).__name__}: {error}".strip()) from error


@dataclass(frozen=True)
class Held:
    """A message as read, and until when (monotonic clock) it is ours alone."""

    number: int
    reads: int
    body: bytes
    until: float


class PgmqReceiver:
    """Implements `chassis.broker.Receiver`; the connection is in autocommit mode and used by one thread."""

    def __init__(self, connection: psycopg.Connection, service: str, *, hidden_seconds: int) -> None:
        self._connection = connection
        self._service = service
        self._hidden_seconds = hidden_seconds
        self._held: deque[Held] = deque()

    def listen(self) -> None:
        """Before the first read, so that no notification falls between."""
        channel = sql.Identifier(channel_of(self._service))
        self._connection.execute(sql.SQL("LISTEN {}").format(channel))

    def receive(self, *, within: float) -> PgmqDelivery | None:
        with translated():
            held = self._next()
            if held is None and wait_for_notify(self._connection, within):
                held = self._next()
        return PgmqDelivery(self, held) if held else None

    def give_back(self) -> None:
        """Let others have at once what was read and not started; those reads do not count."""
        with translated():
            self._show_uncounted(self._held, after=0)
        self._held.clear()

    def delete(self, number: int) -> None:
        with translated():
            self._connection.execute("SELECT pgmq.delete(%s, %s::bigint)", [self._service, number])

    def show_after(self, number: int, seconds: float) -> None:
        with translated():
            self._connection.execute(
                "SELECT pgmq.set_vt(%s, %s::bigint, clock_timestamp() + make_interval(secs => %s))",
                [self._service, number, seconds],
            )

    def postpone(self, held: Held) -> None:
        with translated():
            self._show_uncounted([held], after=POSTPONED_SECONDS)

    def bury(self, held: Held, reason: str) -> None:
        """Into the dead-letter queue and out of ours, together."""
        with translated(), self._connection.transaction():
            self._connection.execute(
                "SELECT pgmq.send(%s, %s::text::jsonb, %s::jsonb)",
                [dead_queue_of(self._service), held.body.decode(), Jsonb({"reason": reason})],
            )
            self._connection.execute("SELECT pgmq.delete(%s, %s::bigint)", [self._service, held.number])

    def _next(self) -> Held | None:
        if not self._held:
            self._read()
        while self._held:
            held = self._held.popleft()
            if held.reads > MAX_READS:
                self.bury(held, "taken too many times and never answered: its consumer dies with it")
            elif time.monotonic() > held.until:
                self._show_uncounted([held], after=0)
            else:
                return held
        return None

    def _read(self) -> None:
        until = time.monotonic() + self._hidden_seconds * SAFE_PART
        rows = self._connection.execute(
            "SELECT msg_id, read_ct, message::text FROM pgmq.read(%s, %s, %s) ORDER BY msg_id",
            [self._service, self._hidden_seconds, BATCH],
        ).fetchall()
        batch = [Held(number, reads, (text or "null").encode(), until) for number, reads, text in rows]
        if any(held.reads > 1 for held in batch):
            # One of them may have killed its consumer; its neighbours must not be counted out with it.
            self._show_uncounted(batch[1:], after=0)
            batch = batch[:1]
        self._held.extend(batch)

    def _show_uncounted(self, batch: Collection[Held], *, after: float) -> None:
        if batch:  # and nobody else has read them since, which the query checks
            numbers, reads = [held.number for held in batch], [held.reads for held in batch]
            query = sql.SQL(GIVE_BACK).format(queue=table_of(self._service))
            self._connection.execute(query, [after, numbers, reads])


class PgmqDelivery:
    """Implements `chassis.broker.Delivery`."""

    def __init__(self, receiver: PgmqReceiver, held: Held) -> None:
        self._receiver = receiver
        self._held = held

    @property
    def body(self) -> bytes:
        return self._held.body

    @property
    def attempt(self) -> int:
        return self._held.reads

    def ack(self) -> None:
        self._receiver.delete(self._held.number)

    def retry(self, *, after: float) -> None:
        self._receiver.show_after(self._held.number, after)

    def postpone(self) -> None:
        self._receiver.postpone(self._held)

    def dead_letter(self, reason: str) -> None:
        self._receiver.bury(self._held, reason)
