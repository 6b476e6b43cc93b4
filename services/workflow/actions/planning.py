"""When a task is looked at again, and what comes before what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from chassis.preconditions import Precondition
from workflow.actions.decisions import decide
from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import COORDINATORS, WORKERS, InHand, task_for_change
from workflow.domain.decision import DecisionKind
from workflow.domain.follow_up import refuse_follow_up
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask, Priority
from workflow.storage.unit import WorkflowUnit


def task_to_prioritize(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition
) -> InHand:
    """A task that is not closed, for a coordinator of its agency."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=COORDINATORS)
    held.task.must_take("priority")
    return held


def prioritize_task(
    unit: WorkflowUnit,
    procedure: Procedure,
    held: InHand,
    *,
    priority: Priority,
    reason: str,
    officer: Officer,
) -> HumanTask:
    """Put it before or behind others; its limits stay what they are."""
    task = held.task
    before = task.priority
    if priority is before:
        return task
    task.prioritize(priority)
    kind, said = (
        DecisionKind.PRIORITIZED,
        {"priority": priority.name.lower(), "previous": before.name.lower()},
    )
    return decide(unit, procedure, held, kind, officer=officer, reason=reason, **said)


def task_to_postpone(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition
) -> InHand:
    """One's own task, one that nobody holds, or for a coordinator any of the agency's."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS)
    held.task.must_take("follow-up")
    held.task.refuse_meddling(officer)
    return held


def postpone_task(
    unit: WorkflowUnit,
    procedure: Procedure,
    held: InHand,
    *,
    follow_up_on: date | None,
    reason: str | None,
    officer: Officer,
) -> HumanTask:
    """Look at it again on that day, or with None now; beyond the safe limit this takes a reason."""
    task = held.task
    before = task.follow_up_on
    if follow_up_on == before:
        return task
    if follow_up_on is not None:
        refuse_follow_up(task, follow_up_on, has_reason=reason is not None, now=unit.now)
    task.postpone(follow_up_on, by=officer)
    said = {"follow_up_on": _iso(follow_up_on), "previous": _iso(before)}
    return decide(unit, procedure, held, DecisionKind.POSTPONED, officer=officer, reason=reason, **said)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
