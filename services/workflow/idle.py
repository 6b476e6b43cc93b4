"""What `workflow` still has to do: messages, alerts that are due, deadlines to recompute, cases to migrate."""

from __future__ import annotations

from typing import Any

from chassis.database import Database
from chassis.idle import idle_report
from workflow.messages.consumed import SOURCES
from workflow.storage.unit import WorkflowUnit


def idle_of(database: Database) -> dict[str, Any]:
    """The chassis' report, with `due_timers` beside it."""
    report = idle_report(database, sources=tuple(SOURCES)).as_json()
    with database.unit_of_work(WorkflowUnit) as unit:
        due, _ = unit.alerts.waiting(unit.now)
        due += unit.recomputations.count_running() + unit.migrations.count_running()
    return {**report, "due_timers": due}
