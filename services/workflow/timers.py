"""The timers of `workflow`: alerts that are due, deadlines after a change of the law, cases to migrate."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis.database import Database
from chassis.logs import log
from workflow.actions.alerts import give_alerts, give_reminders
from workflow.actions.incidents import note_incident
from workflow.actions.migration import move_next_case
from workflow.actions.procedure import Procedure
from workflow.actions.recomputation import recompute_next_cases
from workflow.domain.incident import CaseStuckError
from workflow.domain.migration import MigrationState
from workflow.storage.recomputations import JobState
from workflow.storage.unit import WorkflowUnit

REMINDERS_A_UNIT = 250
"""Their cases are held meanwhile, so that it stays short."""
MISSES_A_TURN = 50
RECOMPUTED_A_UNIT = 50
"""Whoever wants one of these cases waits for all of them, which is a fraction of a second."""
RECOMPUTED_A_ROUND = 500
MIGRATED_A_ROUND = 200
POLL_SECONDS = 0.5
SIMULATED_POLL_SECONDS = 0.05
"""A simulated clock jumps; whoever moves it waits until the timers have followed."""


def alert_rounds(database: Database, procedure: Procedure) -> Callable[[], None]:
    """One round: all that is due now, oldest first; any number of processes may run rounds at once.

    Reminders go many in a unit; a limit that was missed moves its case, so each of those cases has a unit of its
    own. The two take turns, so that neither waits for the end of the other.
    """

    def give_all_due() -> None:
        before: list[UUID] = []
        while True:
            reminded, missed = _remind(database, procedure)
            # The same cases again: others hold them, and we come again.
            if not reminded and missed == before:
                return
            for case_id in missed:
                _give(database, procedure, case_id)
            before = missed

    return give_all_due


def recomputation_rounds(database: Database, procedure: Procedure) -> Callable[[], None]:
    """One round: some hundred cases of the recomputation in hand, a few in a unit, so that nobody waits long."""

    def recompute_some() -> None:
        job = None
        for _ in range(RECOMPUTED_A_ROUND // RECOMPUTED_A_UNIT):
            with database.unit_of_work(WorkflowUnit) as unit:
                job = recompute_next_cases(unit, procedure, batch=RECOMPUTED_A_UNIT)
            if job is None or job.state is not JobState.RUNNING:
                break
        if job is not None:
            told = {"done": job.done, "total": job.total, "changed": job.changed, "failed": job.failed}
            log.info("recomputation", number=job.number, state=job.state, **told)

    return recompute_some


def migration_rounds(database: Database, procedure: Procedure) -> Callable[[], None]:
    """One round: some hundred cases of the migration in hand, each in a unit of its own."""

    def migrate_some() -> None:
        migration = None
        for _ in range(MIGRATED_A_ROUND):
            with database.unit_of_work(WorkflowUnit) as unit:
                migration = move_next_case(unit, procedure)
            if migration is None or migration.state is not MigrationState.RUNNING:
                break
        if migration is not None:
            told = {"done": migration.done, "total": migration.total, "refused": migration.refused}
            log.info("migration", id=str(migration.id), state=migration.state, **told)

    return migrate_some


def _give(database: Database, procedure: Procedure, case_id: UUID) -> None:
    try:
        with database.unit_of_work(WorkflowUnit) as unit:
            give_alerts(unit, procedure, case_id)
    except CaseStuckError as stuck:
        with database.unit_of_work(WorkflowUnit) as unit:
            note_incident(unit, procedure, stuck)


def _remind(database: Database, procedure: Procedure) -> tuple[int, list[UUID]]:
    """How many were reminded, and whose limits were missed: one unit, for mostly neither is so, many times a second."""
    with database.unit_of_work(WorkflowUnit) as unit:
        reminded = give_reminders(unit, procedure, batch=REMINDERS_A_UNIT)
        return reminded, unit.alerts.missed_cases(unit.now, batch=MISSES_A_TURN)


def poll_seconds(case_clock: str) -> float:
    """How often to look for what comes due in case time."""
    return POLL_SECONDS if case_clock == "system" else SIMULATED_POLL_SECONDS
