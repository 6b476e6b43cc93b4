"""The relay: sends what the outbox holds, in batches with confirms, and only then marks it sent.

Killed between the two, it sends again; receivers ignore repeats. Any number of relays may run at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import psycopg
from sqlalchemy import func, select, update
from sqlalchemy.engine import Row

from chassis.broker import Broker, BrokerError, Publisher, Queue
from chassis.database import Database
from chassis.envelope import Event
from chassis.listen import Listener, conninfo_of
from chassis.logs import log
from chassis.outbox import CHANNEL
from chassis.retry import TRANSIENT, Backoff
from chassis.tables import outbox
from chassis.unit import Unit
from chassis.worker import Turns

BATCH = 200
# Only for what a lost notification would leave behind.
POLL_SECONDS = 5.0


class Relay:
    """One service's sender; `audience` names the queues that must exist before anything is sent."""

    def __init__(
        self, database: Database, broker: Broker, *, audience: Sequence[Queue], backoff: Backoff | None = None
    ) -> None:
        self._database = database
        self._broker = broker
        self._audience = audience
        self._backoff = backoff or Backoff()
        self._failures = 0
        self.trouble: str | None = None

    def run(self, turns: Turns) -> None:
        """Until stopped. While the broker or the database is away it holds, and says so once."""
        while turns.go_on():
            try:
                self._broker.declare(self._audience)
                with self._listener() as listener, self._broker.publisher() as publisher:
                    self._send_as_it_comes(turns, listener, publisher)
            except (BrokerError, psycopg.Error, *TRANSIENT) as error:
                self._hold(error)
                turns.wait(self._backoff.delay(self._failures))

    def send_batch(self, publisher: Publisher) -> int:
        """Send what is unsent and not in another relay's hands, oldest first; returns how much it was."""
        with self._database.unit_of_work(Unit) as unit:
            rows = unit.session.execute(
                select(outbox)
                .where(outbox.c.sent_at.is_(None))
                .order_by(outbox.c.position)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            if not rows:
                return 0
            publisher.publish([self._event(row) for row in rows])
            unit.session.execute(
                update(outbox)
                .where(outbox.c.position.in_([row.position for row in rows]))
                .values(sent_at=func.clock_timestamp())
            )
            return len(rows)

    def _send_as_it_comes(self, turns: Turns, listener: Listener, publisher: Publisher) -> None:
        while turns.go_on():
            sent = self.send_batch(publisher)
            self._flow()
            if sent == 0:
                _wait_for_more(turns, listener)

    def _listener(self) -> Listener:
        return Listener(conninfo_of(self._database.bind.engine.url), CHANNEL)

    def _event(self, row: Row[tuple[object, ...]]) -> Event:
        return Event(
            id=row.id,
            source=self._database.source,
            type=row.type,
            subject=row.subject,
            sequence=row.sequence,
            time=row.time,
            data=row.data,
            traceparent=row.traceparent,
        )

    def _hold(self, error: Exception) -> None:
        self._failures += 1
        if self.trouble is None:
            log.warning("relay_holding", reason=str(error))
        self.trouble = str(error)

    def _flow(self) -> None:
        if self.trouble is not None:
            log.info("relay_flowing", failures=self._failures)
        self.trouble, self._failures = None, 0


def _wait_for_more(turns: Turns, listener: Listener) -> None:
    end = time.monotonic() + POLL_SECONDS
    while turns.go_on() and time.monotonic() < end:
        if listener.wait(turns.longest_wait):
            return
