"""Who does a task: assigned by a coordinator, delegated by its holder, given back by whoever it was delegated to.

Each comes in two parts: what reaches the task and refuses whatever no request could mend, and what then decides.
"""

from __future__ import annotations

from uuid import UUID

from chassis.errors import InvalidInputError
from chassis.preconditions import Precondition
from workflow.actions.colleagues import refuse_stranger
from workflow.actions.decisions import decide
from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import COORDINATORS, WORKERS, InHand, task_for_change
from workflow.domain.decision import DecisionKind
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


def task_to_assign(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> InHand:
    """A task that is not closed, for a coordinator of its agency."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=COORDINATORS)
    held.task.must_take("assign")
    return held


def assign_task(
    unit: WorkflowUnit,
    procedure: Procedure,
    held: InHand,
    *,
    assignee: str | None,
    reason: str | None,
    officer: Officer,
) -> HumanTask:
    """Put it into a member's hands, or with None back into the inbox; nothing happens where it is there already."""
    task = held.task
    before = task.assignee
    if assignee == before:
        return task
    if before is not None and reason is None:
        raise _say_why()
    if assignee is not None:
        refuse_stranger(unit, task, assignee)
    task.assign(assignee)
    kind = DecisionKind.ASSIGNED
    return decide(
        unit, procedure, held, kind, officer=officer, reason=reason, assignee=assignee, previous=before
    )


def task_to_delegate(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition
) -> InHand:
    """A task that this officer has in hand."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS)
    held.task.must_be_free_for(officer, verb="delegate")
    return held


def delegate_task(
    unit: WorkflowUnit, procedure: Procedure, held: InHand, *, assignee: str, reason: str, officer: Officer
) -> HumanTask:
    """Hand it to a colleague, who may give it back."""
    task = held.task
    task.refuse_circle(assignee)
    refuse_stranger(unit, task, assignee)
    task.delegate(assignee)
    kind = DecisionKind.DELEGATED
    return decide(
        unit, procedure, held, kind, officer=officer, reason=reason, assignee=assignee, previous=officer.id
    )


def task_to_give_back(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition
) -> InHand:
    """A task that somebody delegated to this officer."""
    held = task_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS)
    held.task.must_be_free_for(officer, verb="give-back")
    held.task.must_be_delegated()
    return held


def give_back_task(
    unit: WorkflowUnit, procedure: Procedure, held: InHand, *, reason: str | None, officer: Officer
) -> HumanTask:
    """It returns to whoever delegated it last."""
    task = held.task
    task.give_back()
    kind, assignee = DecisionKind.GIVEN_BACK, task.assignee
    return decide(
        unit, procedure, held, kind, officer=officer, reason=reason, assignee=assignee, previous=officer.id
    )


def _say_why() -> InvalidInputError:
    return InvalidInputError(
        "Somebody has this task in hand. Write the reason for taking it away.",
        id="Tugas ini sedang dipegang seseorang. Tuliskan alasan mengambilnya.",
        field="reason",
        rule="reason-for-taking-away",
    )
