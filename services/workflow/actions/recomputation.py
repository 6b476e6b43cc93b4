"""Bring the open deadlines of every case to a changed law: case by case, each in a unit of its own, on a durable list."""

from __future__ import annotations

from uuid import UUID

from chassis.logs import log
from workflow.actions.cases import SYSTEM
from workflow.actions.procedure import Procedure
from workflow.actions.steps import Input, record
from workflow.domain.deadline import State
from workflow.domain.errors import LegalClockError
from workflow.domain.journal import Cause
from workflow.storage.deadlines import Deadline
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.unit import WorkflowUnit


def recompute_next_case(unit: WorkflowUnit, procedure: Procedure) -> Recomputation | None:
    """One case of the work in hand; None when there is none, or another process is at it.

    The mark how far the work has come commits with the case, so a kill loses one case's work at most.
    """
    job = unit.recomputations.lock_running()
    if job is not None:
        case_id = _go_on(unit, job)
        if case_id is not None:
            job.changed += _apply(unit, procedure, job, case_id)
        unit.recomputations.save(job)
    return job


def give_up_next_case(unit: WorkflowUnit, error: LegalClockError) -> Recomputation | None:
    """A case that the law cannot be applied to is named in the log and does not hold up the others."""
    job = unit.recomputations.lock_running()
    if job is not None:
        case_id = _go_on(unit, job)
        job.failed += 1
        unit.recomputations.save(job)
        log.error("recomputation_failed", number=job.number, case_id=str(case_id), reason=str(error))
    return job


def _go_on(unit: WorkflowUnit, job: Recomputation) -> UUID | None:
    """The next case, counted as done; without one the work is."""
    following = unit.recomputations.case_after(job.cursor)
    if following is None:
        job.state, job.finished_at = JobState.DONE, unit.now
    else:
        job.cursor, job.done = following, job.done + 1
    return following


def _apply(unit: WorkflowUnit, procedure: Procedure, job: Recomputation, case_id: UUID) -> int:
    instance = unit.instances.lock(case_id)
    deadlines = unit.deadlines.of_case(case_id)
    if instance is None or not any(_is_behind(found, job) for found in deadlines):
        return 0  # a step of the case was faster
    about = {
        "recomputation": job.number,
        "rules": [job.old_rules, job.rules],
        "calendar": [job.old_calendar, job.calendar],
    }
    taken = record(unit, procedure, instance, Input(cause=Cause("law.changed", SYSTEM, about)))
    return len(taken.deadlines)


def _is_behind(deadline: Deadline, job: Recomputation) -> bool:
    """Whether a running clock was computed under another law than the one that the work brings."""
    said = deadline.explanation["explanation"]
    if deadline.state != State.OPEN or said is None:
        return False
    return (said["rules"], said["calendar"]) != (job.rules, job.calendar)
