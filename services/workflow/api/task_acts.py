"""What can be done to a task over HTTP, each as one function: the same for a single task and for each of a bulk.

The body is read after the task was reached, so that its refusals come last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis.late_body import Body
from chassis.preconditions import Precondition, etag_of
from workflow.actions.assignment import (
    assign_task,
    delegate_task,
    give_back_task,
    task_to_assign,
    task_to_delegate,
    task_to_give_back,
)
from workflow.actions.drafts import draft_in_hand, save_draft
from workflow.actions.planning import postpone_task, prioritize_task, task_to_postpone, task_to_prioritize
from workflow.actions.procedure import Procedure
from workflow.actions.review import return_task, task_to_return
from workflow.actions.tasks import claim_task, complete_task, task_in_hand, unclaim_task
from workflow.domain.draft import Draft
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


@dataclass(frozen=True)
class Asked:
    """One officer's wish about one version of one task."""

    unit: WorkflowUnit
    procedure: Procedure
    task_id: UUID
    officer: Officer
    expected: Precondition
    said: Body


Act = Callable[[Asked], HumanTask | Draft]


def claim(asked: Asked) -> HumanTask:
    return claim_task(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)


def unclaim(asked: Asked) -> HumanTask:
    return unclaim_task(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)


def assign(asked: Asked) -> HumanTask:
    held = task_to_assign(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return assign_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def delegate(asked: Asked) -> HumanTask:
    held = task_to_delegate(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return delegate_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def give_back(asked: Asked) -> HumanTask:
    held = task_to_give_back(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return give_back_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def prioritize(asked: Asked) -> HumanTask:
    held = task_to_prioritize(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return prioritize_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def postpone(asked: Asked) -> HumanTask:
    held = task_to_postpone(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return postpone_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def return_for_correction(asked: Asked) -> HumanTask:
    held = task_to_return(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return return_task(asked.unit, asked.procedure, held, officer=asked.officer, **asked.said())


def draft(asked: Asked) -> Draft:
    drafted = draft_in_hand(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    return save_draft(asked.unit, asked.procedure, drafted, asked.said()["answers"], officer=asked.officer)


def complete(asked: Asked) -> HumanTask:
    held = task_in_hand(asked.unit, asked.task_id, officer=asked.officer, expected=asked.expected)
    answers = asked.said()["answers"]
    return complete_task(asked.unit, asked.procedure, held, answers, officer=asked.officer).task


ACTS: Mapping[str, Act] = {
    "claim": claim,
    "unclaim": unclaim,
    "assign": assign,
    "delegate": delegate,
    "give-back": give_back,
    "priority": prioritize,
    "follow-up": postpone,
    "draft": draft,
    "return": return_for_correction,
    "complete": complete,
}
"""By the last part of the address of a single task."""


Tagged = tuple[HumanTask | Draft, int, dict[str, str]]


def tagged(found: HumanTask | Draft) -> Tagged:
    """The answer with the tag to go on with."""
    return found, 200, {"ETag": etag_of(found.version)}
