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
from workflow.domain.law import Law
from workflow.storage.deadlines import Deadline
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.unit import WorkflowUnit


def recompute_next_case(unit: WorkflowUnit, procedure: Procedure) -> Recomputation | None:
    """One case of the work in hand; None when there is none, or another process is at it.

    The mark how far the work has come commits with the case, so a kill loses one case's work at most.
    """
    job = unit.recomputations.lock_running()
    if job is None:
        return None
    following = unit.recomputations.cases_after(job.cursor, limit=1)
    if following:
        _recompute(unit, procedure, job, following[0])
    else:
        job.state, job.finished_at = JobState.DONE, unit.now
    unit.recomputations.save(job)
    return job


def _recompute(unit: WorkflowUnit, procedure: Procedure, job: Recomputation, case_id: UUID) -> None:
    """A case that the law cannot be applied to is named in the log and does not hold up the others."""
    job.cursor = case_id
    job.done += 1
    try:
        with unit.session.begin_nested():
            job.changed += _apply(unit, procedure, job, case_id)
    except LegalClockError as error:
        job.failed += 1
        log.error("recomputation_failed", case_id=str(case_id), reason=str(error))


def _apply(unit: WorkflowUnit, procedure: Procedure, job: Recomputation, case_id: UUID) -> int:
    instance = unit.instances.lock(case_id)
    law = procedure.law(unit.definitions)
    deadlines = unit.deadlines.of_case(case_id).values()
    if instance is None or not any(_is_behind(found, law) for found in deadlines):
        return 0  # a step of the case was faster
    about = {
        "recomputation": job.number,
        "rules": [job.old_rules, job.rules],
        "calendar": [job.old_calendar, job.calendar],
    }
    taken = record(unit, procedure, instance, Input(cause=Cause("law.changed", SYSTEM, about)))
    return len(taken.deadlines)


def _is_behind(deadline: Deadline, law: Law) -> bool:
    """Whether a running clock was computed under another law than the one in force."""
    said = deadline.explanation["explanation"]
    if deadline.state != State.OPEN or said is None:
        return False
    return (said["rules"], said["calendar"]) != (law.rules.version, law.calendar.version)
