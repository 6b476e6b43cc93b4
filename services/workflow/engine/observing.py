"""Reads a live instance in the words of the models: open tasks, waiting timers and messages, the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity

from workflow.engine.canonical import own_copy
from workflow.engine.spiff import (
    COMPLETED,
    WAITING,
    SpiffTask,
    SpiffWorkflow,
    is_finished,
    tasks_of,
)
from workflow.engine.steps import ClosedTask, EndedProcess, HumanTask, Timer
from workflow.engine.timers import DUE_KEY, InstantTimer, LimitTimer

TIMERS = (LimitTimer, InstantTimer)


def human_task(task: SpiffTask, id_: UUID) -> HumanTask:
    """An open task as people see it; its data is a copy."""
    extensions: Mapping[str, Any] = getattr(task.task_spec, "extensions", {})
    return HumanTask(
        id=id_,
        bpmn_id=task.task_spec.bpmn_id,
        name=task.task_spec.bpmn_name or task.task_spec.bpmn_id,
        lane=task.task_spec.lane,
        properties=dict(extensions.get("properties", {})),
        process_id=task.workflow.spec.name,
        data=own_copy(task.data),
        path=_path(task),
    )


def _path(task: SpiffTask) -> tuple[str, ...]:
    path: list[str] = []
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        caller = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        path.append(caller.task_spec.bpmn_id)
        workflow = caller.workflow
    return tuple(reversed(path))


def returned_processes(top: SpiffWorkflow, calls: Iterable[SpiffTask]) -> tuple[EndedProcess, ...]:
    """The called processes whose calls are among these completed tasks; sub-processes drawn inside are not called."""
    return tuple(
        EndedProcess(call.task_spec.spec, own_copy(call.data))
        for call in calls
        if call.id in top.subprocesses and isinstance(call.task_spec, CallActivity)
    )


def closed_task(task: SpiffTask, id_: UUID) -> ClosedTask:
    return ClosedTask(id_, task.task_spec.bpmn_id, completed=task.state == COMPLETED)


def waiting_timers(top: SpiffWorkflow) -> tuple[Timer, ...]:
    """Timers that wait, in the order in which they began to."""
    return tuple(
        _timer(task, task.task_spec.bpmn_id, definition)
        for task in top.event_manager.tasks.values()
        if task.state == WAITING
        for definition in _timer_definitions(task.task_spec)
    )


def fired_timer(task: SpiffTask) -> Timer | None:
    """The timer by which a completed task came to its end, if one did."""
    spec = task.task_spec
    definitions = getattr(getattr(spec, "event_definition", None), "event_definitions", None)
    if definitions is None:
        own = _timer_definitions(spec)
        return _timer(task, spec.bpmn_id, own[0]) if own else None
    taken = task.children[0].task_spec
    definition = definitions[[output.name for output in spec.outputs].index(taken.name)]
    return _timer(task, taken.bpmn_id, definition) if isinstance(definition, TIMERS) else None


def _timer(task: SpiffTask, bpmn_id: str, definition: Any) -> Timer:
    due = task.internal_data.get(DUE_KEY)
    return Timer(
        bpmn_id=bpmn_id,
        process_id=task.workflow.spec.name,
        limit=getattr(definition, "limit", None),
        due=None if due is None else datetime.fromisoformat(due),
        track=definition.track(task) if isinstance(definition, LimitTimer) else None,
    )


def _timer_definitions(spec: Any) -> list[Any]:
    definition = getattr(spec, "event_definition", None)
    inner = getattr(definition, "event_definitions", [definition])
    return [event for event in inner if isinstance(event, TIMERS)]


def waiters(top: SpiffWorkflow, message: str) -> list[SpiffTask]:
    """Tasks that wait for this BPMN message, oldest first."""
    return [
        task
        for task in top.event_manager.tasks.values()
        if task.state == WAITING and message in message_definitions(task.task_spec)
    ]


def waiting_messages(top: SpiffWorkflow) -> tuple[str, ...]:
    """Names of BPMN messages that would move the instance now, those that start event sub-processes included."""
    if top.completed:
        return ()
    waiting = {
        name
        for task in top.event_manager.tasks.values()
        if task.state == WAITING
        for name in message_definitions(task.task_spec)
    }
    return tuple(sorted(waiting | trigger_messages(top).keys()))


def trigger_messages(top: SpiffWorkflow) -> dict[str, Any]:
    """The message definitions by name that start an event sub-process of the outermost process."""
    starts = [
        start.event_definition
        for name in top.spec.start.trigger_specs
        for start in top.subprocess_specs[name].bpmn_start_events
    ]
    return {start.name: start for start in starts if isinstance(start, MessageEventDefinition)}


def active_processes(top: SpiffWorkflow) -> tuple[str, ...]:
    """Ids of the processes that run, outermost first; the last is where the case stands."""
    if top.completed:
        return ()
    subs = sorted(top.get_active_subprocesses(), key=lambda sub: int(sub.depth))
    return (top.spec.name, *(sub.spec.name for sub in subs))


def has_ended(top: SpiffWorkflow) -> bool:
    """From the task dictionaries; SpiffWorkflow's own answer is wrong for trees deeper than 1,000."""
    return bool(top.completed) and all(map(is_finished, tasks_of(top)))


def message_definitions(spec: Any) -> dict[str, Any]:
    """The messages by name that a catching element takes; an event gateway may take several."""
    inner = getattr(spec.event_definition, "event_definitions", [spec.event_definition])
    return {event.name: event for event in inner if isinstance(event, MessageEventDefinition)}
