"""The names of SpiffWorkflow 3.2.0 that it marks as its own and that a journal cannot do without.

Only this module touches them; the contract suite pins what each is trusted to do.
"""
# ruff: noqa: SLF001 - the purpose of this module

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

# SpiffWorkflow ships no types: these aliases say what is meant, and are `Any` to mypy.
SpiffTask: TypeAlias = Any
SpiffWorkflow: TypeAlias = Any
SpiffSpec: TypeAlias = Any

READY: int = TaskState.READY
WAITING: int = TaskState.WAITING
COMPLETED: int = TaskState.COMPLETED
CANCELLED: int = TaskState.CANCELLED
LIVE: int = TaskState.WAITING | TaskState.READY | TaskState.STARTED
"""Where a token stands."""
PREDICTED: int = TaskState.PREDICTED_MASK | TaskState.FUTURE
"""What may or will come, as far as the library has looked ahead; nothing has happened there."""
FINISHED: int = TaskState.FINISHED_MASK


def children_ids(task: SpiffTask) -> list[UUID]:
    """The live list of child ids, not a copy."""
    ids: list[UUID] = task._children
    return ids


def parent_id(task: SpiffTask) -> UUID | None:
    id_: UUID | None = task._parent
    return id_


def is_finished(task: SpiffTask) -> bool:
    return bool(task.state & FINISHED)


def workflows_of(top: SpiffWorkflow) -> Iterator[SpiffWorkflow]:
    """The top workflow, then its sub-workflows in the order they were created."""
    yield top
    yield from top.subprocesses.values()


def tasks_of(top: SpiffWorkflow) -> Iterator[SpiffTask]:
    """Every task of the instance from the task dictionaries: tree walks stop at depth 1,000."""
    for workflow in workflows_of(top):
        yield from workflow.tasks.values()


def update(task: SpiffTask) -> None:
    """Let a task look again whether it may go on."""
    task.task_spec._update(task)


def cut_out(task: SpiffTask) -> None:
    """Take a task with one child out of the middle of its chain; the child takes its place."""
    workflow, parent = task.workflow, task.parent
    (child,) = task.children
    parent._children[parent._children.index(task.id)] = child.id
    child._parent = parent.id
    del workflow.tasks[task.id]


def drop_leaf(task: SpiffTask) -> None:
    """Take a task without children off the tree."""
    task.parent._children.remove(task.id)
    del task.workflow.tasks[task.id]


def restored_task(workflow: SpiffWorkflow, spec_name: str, number: int, state: int) -> SpiffTask:
    """A task as the journal knows it, not yet linked to its parent and children."""
    return Task(workflow, workflow.spec.task_specs[spec_name], state=state, id=UUID(int=number))


def link(task: SpiffTask, parent: int | None, children: Iterable[int]) -> None:
    """Tie a restored task to its neighbours by their journal numbers."""
    task._parent = None if parent is None else UUID(int=parent)
    task._children = [UUID(int=child) for child in children]


def hear_subworkflow(subworkflow: SpiffWorkflow, call: SpiffTask) -> None:
    """Let a call activity hear the end of its restored sub-workflow."""
    subworkflow.completed_event.connect(call.task_spec._on_subworkflow_completed, call)


def is_waiting_event(task: SpiffTask) -> bool:
    return task.state == WAITING and isinstance(task.task_spec, CatchingEvent)


def is_open(task: SpiffTask) -> bool:
    """Waits for a person."""
    return bool(task.state == READY and task.task_spec.manual)


def catch(task: SpiffTask, event: object) -> None:
    """Hand an event to one waiting task; SpiffWorkflow's own way wakes all that wait for it."""
    task.task_spec.catch(task, event)
    update(task)


def foresee(task: SpiffTask) -> None:
    """Predict anew what follows a task on which a token stands."""
    task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)


def input_names(spec: SpiffSpec) -> tuple[str, ...]:
    """Names, without resolving them to specs."""
    return tuple(spec._inputs)


def output_names(spec: SpiffSpec) -> tuple[str, ...]:
    """As above."""
    return tuple(spec._outputs)


def settle(task: SpiffTask) -> None:
    """Turn a predicted task, and what it leads to for sure, into a definite one."""
    if task.has_state(TaskState.PREDICTED_MASK):
        task._set_state(TaskState.FUTURE)
        task.task_spec._predict(task, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
