"""Prometheus figures of the messaging: a counter in each consumer, and gauges read from the service's database."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text

from chassis.database import Database
from chassis.inbox_state import failed, gaps, parked
from chassis.outbox import unsent
from chassis.retry import TRANSIENT
from chassis.unit import Unit

EVENTS = Counter("events_total", "Events received, by what was done with them.", ["source", "verdict"])


def count_event(source: str, verdict: str) -> None:
    """Verdicts: applied, ignored (no handler), parked, repeated, dead_lettered."""
    EVENTS.labels(source, verdict).inc()


class MessagingCollector(Collector):
    """The state of outbox and inbox, asked of the database when somebody scrapes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[GaugeMetricFamily]:
        """Names alone, so that registering it asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._database.unit_of_work(Unit) as unit:
                session = unit.session
                age = session.scalar(text(OLDEST_UNSENT)) or 0
                figures = [
                    ("outbox_unsent", "Events not yet confirmed by the broker.", unsent(session)),
                    ("outbox_oldest_unsent_seconds", "Age of the oldest of them.", float(age)),
                    ("inbox_parked", "Events that came early and wait.", parked(session)),
                    ("inbox_failed", "Subjects held up by a dead letter.", failed(session)),
                    ("inbox_gaps", "Subjects that wait too long for an event.", len(gaps(session))),
                ]
        except TRANSIENT:
            return  # readiness tells that the database is away
        for name, meaning, value in figures:
            yield GaugeMetricFamily(name, meaning, value=value)


OLDEST_UNSENT = """
    SELECT extract(epoch FROM clock_timestamp() - written_at)
    FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT 1
"""
