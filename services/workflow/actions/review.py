"""A coordinator reads what is drafted and returns it with remarks; what was completed is corrected by new facts."""

from __future__ import annotations

from uuid import UUID

from chassis.preconditions import Precondition
from workflow.actions.decisions import decide
from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import COORDINATORS, InHand, task_for_change
from workflow.domain.decision import DecisionKind
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


def task_to_return(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> InHand:
    """A task that somebody has in hand, for a coordinator of its agency."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=COORDINATORS)
    held.task.must_take("return")
    return held


def return_task(
    unit: WorkflowUnit, procedure: Procedure, held: InHand, *, reason: str, officer: Officer
) -> HumanTask:
    """Its holder is to mend it first: answers made for the version before are refused from now on."""
    task = held.task
    task.return_to_holder(now=unit.now)
    kind, assignee = DecisionKind.RETURNED, task.assignee
    return decide(unit, procedure, held, kind, officer=officer, reason=reason, assignee=assignee)
