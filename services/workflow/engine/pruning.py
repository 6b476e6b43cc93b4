"""Keeps finished history out of the working set, so that a step costs the same after 2,000 rounds as after one.

What leaves: sub-workflows of finished calls, the finished remains of a boundary event's block, and the
middle of any chain of three finished tasks. What stays is all that a join may still look at; the rule is
the one that experiments found to change neither tokens nor data (docs/decisions/0022).
"""

from __future__ import annotations

from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.Join import Join

from workflow.engine.spiff import (
    CANCELLED,
    COMPLETED,
    SpiffTask,
    SpiffWorkflow,
    children_ids,
    cut_out,
    drop_leaf,
    is_finished,
    tasks_of,
    workflows_of,
)

KEPT = (Join, LoopTask, EventBasedGateway)


def prune(top: SpiffWorkflow) -> None:
    """Drop from a live instance what no later step can read."""
    _forget_finished_calls(top)
    forget_event_objects(top)
    for workflow in workflows_of(top):
        finished = [task for task in workflow.tasks.values() if task.state == COMPLETED]
        for task in finished:
            if isinstance(task.task_spec, BoundaryEventSplit):
                _trim_block(task)
        for task in finished:
            if _is_middle(task):
                cut_out(task)


def forget_event_objects(top: SpiffWorkflow) -> None:
    """An event gateway keeps the event objects it has acted on, which no record can hold."""
    for task in tasks_of(top):
        if is_finished(task):
            task.internal_data.pop("seen_events", None)


def forget_removed_calls(top: SpiffWorkflow) -> None:
    """From now on, let a sub-workflow go when its call is taken off the tree.

    Cancelling a multi-instance of calls removes the calls but leaves their sub-workflows running: people
    would go on working in a part of the case that no longer exists.
    """

    def on_removal(_workflow: SpiffWorkflow, task: SpiffTask) -> None:
        top.event_manager.remove_task(task)
        if task.id in top.subprocesses:
            _forget(top, task.id)

    top.task_removed_event.connect(on_removal)


def _forget_finished_calls(top: SpiffWorkflow) -> None:
    for id_ in list(top.subprocesses):
        if id_ in top.subprocesses and is_finished(top.get_task_from_id(id_)):
            _forget(top, id_)


def _forget(top: SpiffWorkflow, call_id: UUID) -> None:
    sub = top.subprocesses.pop(call_id)
    for task in list(sub.tasks.values()):
        if task.id in top.subprocesses:
            _forget(top, task.id)
        top.event_manager.remove_task(task)


def _trim_block(split: SpiffTask) -> None:
    """Drop the join and the timers of a block that ended with its main task and none of whose events fired."""
    events = [child for child in split.children if isinstance(child.task_spec, BoundaryEvent)]
    mains = [child for child in split.children if child not in events]
    if len(mains) != 1 or mains[0].state != COMPLETED:
        return
    joins = [child for child in mains[0].children if isinstance(child.task_spec, BoundaryEventJoin)]
    followers = len(mains[0].children) - len(joins)
    gone = [*events, *joins]
    if followers != 1 or not all(is_finished(task) and not children_ids(task) for task in gone):
        return
    if any(task is split.workflow.last_task for task in gone):
        return  # the journal still points at it; the next step drops the block
    if all(event.state == CANCELLED for event in events):
        for task in gone:
            drop_leaf(task)


def _is_middle(task: SpiffTask) -> bool:
    parent, children = task.parent, task.children
    if parent is None or len(children) != 1 or task is task.workflow.last_task:
        return False
    chain = (parent, task, children[0])
    if len(children_ids(parent)) != 1 or any(link.state != COMPLETED for link in chain):
        return False
    return not any(_is_kept(link) for link in chain)


def _is_kept(task: SpiffTask) -> bool:
    if isinstance(task.task_spec, KEPT):
        return True
    return task.id in task.workflow.top_workflow.subprocesses
