"""Prometheus figures of the timers, asked of the database when somebody scrapes: how far they are behind."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.database import Database
from chassis.retry import TRANSIENT
from workflow.storage.unit import WorkflowUnit


class TimersCollector(Collector):
    """Case time: a simulated clock that jumps makes them late at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[GaugeMetricFamily]:
        """Names alone, so that registering it asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._database.unit_of_work(WorkflowUnit) as unit:
                due, lateness = unit.alerts.waiting(unit.now)
        except TRANSIENT:
            return  # readiness tells that the database is away
        yield GaugeMetricFamily("alerts_due", "Alerts that are due and not given yet.", value=due)
        yield GaugeMetricFamily(
            "alerts_lateness_seconds", "How long the oldest of them has been due.", value=lateness
        )
