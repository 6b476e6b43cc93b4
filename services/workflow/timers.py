"""The timers of `workflow`: give the alerts that are due, and recompute deadlines after a change of the law."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis.database import Database
from chassis.logs import log
from workflow.actions.alerts import give_alerts
from workflow.actions.incidents import note_incident
from workflow.actions.procedure import Procedure
from workflow.actions.recomputation import give_up_next_case, recompute_next_case
from workflow.domain.errors import LegalClockError
from workflow.domain.incident import CaseStuckError
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.unit import WorkflowUnit

BATCH = 100
RECOMPUTED_A_ROUND = 500
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
                _give(database, procedure, case_id)
            before = due

    return give_all_due


def recomputation_rounds(database: Database, procedure: Procedure) -> Callable[[], None]:
    """One round: some hundred cases of the recomputation in hand, each for itself, so that nobody waits long."""

    def recompute_some() -> None:
        job = None
        for _ in range(RECOMPUTED_A_ROUND):
            job = _recompute_one(database, procedure)
            if job is None or job.state is not JobState.RUNNING:
                break
        if job is not None:
            told = {"done": job.done, "total": job.total, "changed": job.changed, "failed": job.failed}
            log.info("recomputation", number=job.number, state=job.state, **told)

    return recompute_some


def _recompute_one(database: Database, procedure: Procedure) -> Recomputation | None:
    try:
        with database.unit_of_work(WorkflowUnit) as unit:
            return recompute_next_case(unit, procedure)
    except LegalClockError as error:
        with database.unit_of_work(WorkflowUnit) as unit:
            return give_up_next_case(unit, error)


def _give(database: Database, procedure: Procedure, case_id: UUID) -> None:
    try:
        with database.unit_of_work(WorkflowUnit) as unit:
            give_alerts(unit, procedure, case_id)
    except CaseStuckError as stuck:
        with database.unit_of_work(WorkflowUnit) as unit:
            note_incident(unit, procedure, stuck)


def _due(database: Database) -> list[UUID]:
    with database.unit_of_work(WorkflowUnit) as unit:
        return list(unit.deadlines.cases_due(unit.now, limit=BATCH))


def poll_seconds(case_clock: str) -> float:
    """How often to look, given the setting of the case clock."""
    return POLL_SECONDS if case_clock == "system" else SIMULATED_POLL_SECONDS
