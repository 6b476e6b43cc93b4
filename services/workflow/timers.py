"""The timers of `workflow`: finds cases with due alerts and gives them, one unit a case."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis.database import Database
from workflow.actions.alerts import give_alerts
from workflow.actions.procedure import Procedure
from workflow.storage.unit import WorkflowUnit

BATCH = 100
POLL_SECONDS = 0.5
SIMULATED_POLL_SECONDS = 0.05
"""A simulated clock jumps; whoever moves it waits until the timers have followed."""


def alert_rounds(database: Database, procedure: Procedure) -> Callable[[], None]:
    """One round: all that is due now, oldest first; any number of processes may run rounds at once."""

    def give_all_due() -> None:
        before: list[UUID] = []
        while (
            due := _due(database)
        ) and due != before:  # the same again: others hold them, and we come again
            for case_id in due:
                with database.unit_of_work(WorkflowUnit) as unit:
                    give_alerts(unit, procedure, case_id)
            before = due

    return give_all_due


def _due(database: Database) -> list[UUID]:
    with database.unit_of_work(WorkflowUnit) as unit:
        return list(unit.deadlines.cases_due(unit.now, limit=BATCH))


def poll_seconds(case_clock: str) -> float:
    """How often to look, given the setting of the case clock."""
    return POLL_SECONDS if case_clock == "system" else SIMULATED_POLL_SECONDS
