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
)

AUTOMATIC_TASKS_PER_STEP = 1_000


def run_automatic(top: SpiffWorkflow) -> None:
    """Run until people, messages or time must act; due timers fire here too."""
    budget = _Budget()
    while True:
        while _ready(top, top):
            _pass(top, budget)
        top.refresh_timers()
        if not _ready(top, top):
            break
    if top.completed and not all(map(is_finished, tasks_of(top))):
        said = "the process ended while tasks were open, as it does in trees deeper than 1,000"
        raise StepBudgetError(top.spec.name, None, top.data, said)


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
            said = f"more than {AUTOMATIC_TASKS_PER_STEP} automatic tasks in one step"
            raise StepBudgetError(element, None, task.data, said)
        self._left -= 1


def _pass(top: SpiffWorkflow, budget: _Budget) -> None:
    for sub in sorted(top.get_active_subprocesses(), key=lambda sub: -sub.depth):
        while sub.parent_task_id in top.subprocesses and (ready := _ready(top, sub)):
            _run_all(ready, budget)
        if sub.parent_task_id in top.subprocesses:  # else it went with its caller in this very pass
            update(top.get_task_from_id(sub.parent_task_id))
    _run_all(_ready(top, top), budget)


def _run_all(ready: list[SpiffTask], budget: _Budget) -> None:
    for task in ready:
        if task.state == READY:  # an earlier one may have cancelled it
            budget.spend(task)
            run_task(task)


def _ready(top: SpiffWorkflow, workflow: SpiffWorkflow) -> list[SpiffTask]:
    """Ready automatic tasks of a workflow and of all it calls, in the order of the tree."""
    ready = [task for task in tasks_of(top) if task.state == READY and not task.task_spec.manual]
    if ready and workflow is not top:
        ready = [task for task in ready if _is_within(task, workflow)]
    return sorted(ready, key=_place) if len(ready) > 1 else ready


def _is_within(task: SpiffTask, workflow: SpiffWorkflow) -> bool:
    at = task.workflow
    while at is not None and at is not workflow:
        at = at.parent_workflow
    return at is workflow


def _place(task: SpiffTask) -> list[int]:
    """The way from the root down to the task; a called process comes before what follows its call."""
    place: list[int] = []
    while True:
        parent = task.parent
        if parent is not None:
            place.append(children_ids(parent).index(task.id) + 1)
            task = parent
        elif task.workflow.parent_task_id is not None:
            place.append(0)
            task = task.workflow.top_workflow.get_task_from_id(task.workflow.parent_task_id)
        else:
            return place[::-1]
