"""Runs everything that needs no person, up to the step's budget.

The order is SpiffWorkflow's own (deepest sub-workflow first, then down each tree), but ready tasks are
found in the task dictionaries: its tree walk loses sight of them at depth 1,000.
"""

from __future__ import annotations

from SpiffWorkflow.exceptions import SpiffWorkflowException

from workflow.engine.errors import StepBudgetError
from workflow.engine.expressions import incident_at
from workflow.engine.spiff import (
    READY,
    SpiffTask,
    SpiffWorkflow,
    children_ids,
    is_finished,
    tasks_of,
    update,
    workflows_of,
)

AUTOMATIC_TASKS_PER_STEP = 1_000


def run_automatic(top: SpiffWorkflow) -> None:
    """Run until people, messages or time must act; due timers fire here too."""
    budget = _Budget()
    while True:
        while any(map(_ready, workflows_of(top))):
            _pass(top, budget)
        top.refresh_timers()
        if not any(map(_ready, workflows_of(top))):
            break
    if top.completed and not all(map(is_finished, tasks_of(top))):
        raise StepBudgetError(
            "the process ended while tasks were open, as it does in trees deeper than 1,000"
        )


def run_task(task: SpiffTask) -> None:
    """Run one task; a failure of the library's becomes an incident at the element."""
    try:
        task.run()
    except SpiffWorkflowException as error:
        raise incident_at(task, None, str(error)) from error


class _Budget:
    def __init__(self) -> None:
        self._left = AUTOMATIC_TASKS_PER_STEP

    def spend(self, task: SpiffTask) -> None:
        if self._left == 0:
            element = task.task_spec.bpmn_id or task.task_spec.name
            raise StepBudgetError(
                f"more than {AUTOMATIC_TASKS_PER_STEP} automatic tasks in one step, at {element}"
            )
        self._left -= 1


def _pass(top: SpiffWorkflow, budget: _Budget) -> None:
    for sub in sorted(top.get_active_subprocesses(), key=lambda sub: -sub.depth):
        while sub.parent_task_id in top.subprocesses and (ready := _ready(sub)):
            _run_all(ready, budget)
        if sub.parent_task_id in top.subprocesses:  # else it went with its caller in this very pass
            update(top.get_task_from_id(sub.parent_task_id))
    _run_all(_ready(top), budget)


def _run_all(ready: list[SpiffTask], budget: _Budget) -> None:
    for task in ready:
        if task.state == READY:  # an earlier one may have cancelled it
            budget.spend(task)
            run_task(task)


def _ready(workflow: SpiffWorkflow) -> list[SpiffTask]:
    """Ready automatic tasks in the order of the tree."""
    ready = [task for task in workflow.tasks.values() if task.state == READY and not task.task_spec.manual]
    return sorted(ready, key=_place) if len(ready) > 1 else ready


def _place(task: SpiffTask) -> list[int]:
    """The child numbers from the root down to the task."""
    place: list[int] = []
    while (parent := task.parent) is not None:
        place.append(children_ids(parent).index(task.id))
        task = parent
    return place[::-1]
