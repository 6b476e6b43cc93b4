"""Where the data of a failed element came from: what a repair must change, among the tasks that the journal knows."""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.Join import Join

from workflow.engine.spiff import LIVE, PREDICTED, WAITING, SpiffTask, is_finished
from workflow.engine.tracking import Tracker


def places_of(failed: SpiffTask | None, tracker: Tracker) -> tuple[int, ...]:
    """The journal's numbers of the tasks that fed a failed one, before its step; none before the first step.

    Data goes from parent to child, into a called process and back out of it, and together at a join. The way back
    ends at the first task that the journal knows with a token on it or behind it: there the data still is.
    """
    return tuple(sorted({tracker.number(task) for task in _sources(failed, tracker)}))


def _sources(task: SpiffTask | None, tracker: Tracker) -> Iterator[SpiffTask]:
    while task is not None:
        before = tracker.state_before(task)
        if before is not None and not before & PREDICTED:
            yield task
            if before & LIVE:
                yield from _returned(task, tracker)
            if before & WAITING and task.parent is not None:
                yield task.parent  # what waits takes its parent's data again whenever it looks up
            return
        if isinstance(task.task_spec, Join):
            yield from _arrived(task, tracker)
        task = task.parent or _caller(task)


def _returned(task: SpiffTask, tracker: Tracker) -> Iterator[SpiffTask]:
    """What came back into a waiting call, or into a loop from the last of its rounds."""
    called = task.workflow.top_workflow.subprocesses.get(task.id)
    if called is not None and called.last_task is not None:
        yield from _sources(called.last_task, tracker)
    if isinstance(task.task_spec, LoopTask):
        for child in task.children:
            if (tracker.state_before(child) or 0) & LIVE:
                yield from _sources(child, tracker)


def _arrived(join: SpiffTask, tracker: Tracker) -> Iterator[SpiffTask]:
    """The last tasks of the other branches that came to the same join."""
    for task in join.workflow.tasks.values():
        if task is not join and task.task_spec is join.task_spec and is_finished(task.parent):
            yield from _sources(task.parent, tracker)


def _caller(task: SpiffTask) -> SpiffTask | None:
    caller = task.workflow.parent_task_id
    return None if caller is None else task.workflow.top_workflow.get_task_from_id(caller)
