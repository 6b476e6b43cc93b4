"""Bring the open deadlines of every case to a changed law: many cases in one unit, on a durable list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.logs import log
from chassis.outbox import Told
from workflow.actions.cases import SYSTEM
from workflow.actions.clocks import recompute
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input, Taken, next_entry, told_by
from workflow.actions.taskboard import follow
from workflow.domain.deadline import State
from workflow.domain.errors import LegalClockError
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause, Entry
from workflow.domain.law import Law
from workflow.storage.casework import Casework
from workflow.storage.deadlines import Deadline
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.unit import WorkflowUnit


def recompute_next_cases(unit: WorkflowUnit, procedure: Procedure, *, batch: int) -> Recomputation | None:
    """Some cases of the work in hand; None when there is none, or another process is at it.

    The mark how far the work has come commits with the cases, so a kill loses one batch's work at most. A case
    that somebody else has in hand ends the batch before it; the next one waits for it.
    """
    job = unit.recomputations.lock_running()
    if job is None:
        return None
    cases = unit.instances.lock_first(unit.recomputations.cases_after(job.cursor, batch=batch))
    if cases:
        _bring(unit, procedure, job, cases)
        job.cursor, job.done = cases[-1].case_id, job.done + len(cases)
    else:
        job.state, job.finished_at = JobState.DONE, unit.now
    unit.recomputations.save(job)
    return job


@dataclass(frozen=True)
class _Brought:
    """A case under the new law, to be written."""

    work: Casework
    entry: Entry
    told: Sequence[Told]


def _bring(unit: WorkflowUnit, procedure: Procedure, job: Recomputation, cases: Sequence[Instance]) -> None:
    works = unit.casework.read_all(cases)
    law = procedure.law_named(works[0].in_force, unit.definitions)
    brought = []
    for work in works:
        if not any(_is_behind(found, job) for found in work.deadlines.values()):
            continue  # a step of the case was faster
        try:
            brought.append(_brought(unit, law, job, work))
        except LegalClockError as error:
            # Such a case is named in the log and holds up no other.
            job.failed += 1
            case_id = str(work.instance.case_id)
            log.error("recomputation_failed", number=job.number, case_id=case_id, reason=str(error))
    if brought:
        told = [event for one in brought for event in one.told]
        unit.casework.write([one.work for one in brought], [one.entry for one in brought], told, now=unit.now)


def _brought(unit: WorkflowUnit, law: Law, job: Recomputation, work: Casework) -> _Brought:
    """The step of one case: no token moves, and what is computed alike before and after is no news."""
    about = {
        "recomputation": job.number,
        "rules": [job.old_rules, job.rules],
        "calendar": [job.old_calendar, job.calendar],
    }
    given = Input(cause=Cause("law.changed", SYSTEM, about))
    deadlines = recompute(work, law, now=unit.now)
    tasks = follow(work, None, law.calendar, now=unit.now)
    taken = Taken(None, (), deadlines, tasks, (), {}, stage_changed=False, waiting=work.open_tasks())
    entry = next_entry(work.instance, law, given, taken, now=unit.now)
    job.changed += len(deadlines)
    return _Brought(work, entry, told_by(work.instance, given, taken))


def _is_behind(deadline: Deadline, job: Recomputation) -> bool:
    """Whether a running clock was computed under another law than the one that the work brings."""
    said = deadline.explanation["explanation"]
    if deadline.state != State.OPEN or said is None:
        return False
    return (said["rules"], said["calendar"]) != (job.rules, job.calendar)
