"""Follows a live instance for the journal: numbers its tasks, and tells after a step what changed.

A finished task counts as changed when its state, its place in the tree or its links moved; only tasks that
may still run are looked at for their data. That this misses nothing is a property test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workflow.engine.canonical import data_bytes, own_copy
from workflow.engine.journal import TOP, Counters, Delta, FlowRecord, State, TaskRecord
from workflow.engine.spiff import (
    SpiffTask,
    SpiffWorkflow,
    children_ids,
    is_finished,
    is_open,
    parent_id,
    tasks_of,
    workflows_of,
)

# A multi-instance task keeps the ids of its finished children here.
MERGED = "merged"


@dataclass
class _Seen:
    """What the journal knows of one task, beside the engine's own terms for it."""

    number: int
    task: SpiffTask
    record: TaskRecord | None = None
    parent: UUID | None = None
    children: list[UUID] | None = None


class Tracker:
    """The bridge between the tasks of one live instance and the numbers of its journal."""

    def __init__(self, top: SpiffWorkflow, state: State) -> None:
        self._top = top
        self.state = state
        self._contents = _Contents(state)
        self._touched: set[UUID] = set()
        self._seen = {
            task.id: _Seen(
                task.id.int, task, state.tasks[str(task.id.int)], parent_id(task), [*children_ids(task)]
            )
            for task in tasks_of(top)
            if state.tasks
        }

    def number(self, task: SpiffTask) -> int:
        """The journal's number of a task that an earlier step has seen."""
        return self._seen[task.id].number

    def state_before(self, task: SpiffTask) -> int | None:
        """In which state the last step left a task; None for one that it did not know."""
        seen = self._seen.get(task.id)
        return None if seen is None or seen.record is None else seen.record["state"]

    def touch(self, task: SpiffTask) -> None:
        """Look at the data of this task after the step even if it is finished."""
        self._touched.add(task.id)

    def advance(self) -> Delta:
        """The delta of the step that just ran; afterwards it belongs to the known past."""
        counters = self.state.counters.copy()
        counters["step"] += 1
        living = list(tasks_of(self._top))
        gone = self._forget_removed(living)
        self._number_new(living, counters)
        _tick([task for task in living if self.moved(task)], counters)
        tasks = self._changed_tasks(living, counters["step"])
        self._touched.clear()
        flows, gone_flows = self._changed_flows()
        counters["content"] = self._contents.last
        delta = Delta(counters, flows, tasks, self._contents.take_fresh(), gone, gone_flows)
        self.state.apply(delta)
        self.state.forget_unused()
        self._contents.keep_only(self.state)
        return delta

    def _forget_removed(self, living: list[SpiffTask]) -> tuple[int, ...]:
        if len(self._seen) == len(living) and all(task.id in self._seen for task in living):
            return ()
        ids = {task.id for task in living}
        removed = [id_ for id_ in self._seen if id_ not in ids]
        return tuple(sorted(self._seen.pop(id_).number for id_ in removed))

    def _number_new(self, living: list[SpiffTask], counters: Counters) -> None:
        for task in living:
            if task.id not in self._seen:
                counters["task"] += 1
                self._seen[task.id] = _Seen(counters["task"], task)

    def moved(self, task: SpiffTask) -> bool:
        """Whether the task changed its state since the last step."""
        record = self._seen[task.id].record if task.id in self._seen else None
        return record is None or record["tick"] != task.last_state_change

    def _changed_tasks(self, living: list[SpiffTask], step: int) -> dict[str, TaskRecord]:
        changed = {}
        for task in living:
            seen = self._seen[task.id]
            if self._is_untouched(task, seen):
                continue
            record = self._record(task, seen, step)
            if record != seen.record:
                seen.record = changed[str(seen.number)] = record
            seen.parent, seen.children = parent_id(task), [*children_ids(task)]
        return changed

    def _is_untouched(self, task: SpiffTask, seen: _Seen) -> bool:
        """True for sure; a task that may be touched gets a record to compare."""
        return (
            seen.record is not None
            and task.id not in self._touched
            and seen.record["tick"] == task.last_state_change
            and seen.children == children_ids(task)
            and seen.parent == parent_id(task)
            and (
                is_finished(task)
                or not (task.data or task.internal_data or seen.record.keys() & CONTENT_KEYS)
            )
        )

    def _record(self, task: SpiffTask, seen: _Seen, step: int) -> TaskRecord:
        record = TaskRecord(
            spec=task.task_spec.name,
            flow=self._flow_key(task.workflow),
            state=task.state,
            tick=task.last_state_change,
        )
        if (parent := task.parent) is not None:
            record["parent"] = self.number(parent)
        if children_ids(task):
            record["children"] = [self._seen[id_].number for id_ in children_ids(task)]
        if task.data:
            task.data, record["data"] = self._contents.keep(task.data)
        if task.internal_data:
            record["internal"] = self._contents.keep(self._internal(task))[1]
        if task.triggered:
            record["triggered"] = True
        if is_open(task):
            record["opened"] = step if seen.record is None else seen.record.get("opened", step)
        return record

    def _internal(self, task: SpiffTask) -> dict[str, Any]:
        if MERGED not in task.internal_data:
            internal: dict[str, Any] = task.internal_data
            return internal
        numbers = [self._seen[UUID(id_)].number for id_ in task.internal_data[MERGED]]
        return {**task.internal_data, MERGED: numbers}

    def _changed_flows(self) -> tuple[dict[str, FlowRecord], tuple[str, ...]]:
        records = {self._flow_key(workflow): self._flow(workflow) for workflow in workflows_of(self._top)}
        known = self.state.flows
        changed = {key: record for key, record in records.items() if known.get(key) != record}
        return changed, tuple(sorted(known.keys() - records.keys()))

    def _flow_key(self, workflow: SpiffWorkflow) -> str:
        id_ = workflow.parent_task_id
        return TOP if id_ is None else str(self._seen[id_].number)

    def _flow(self, workflow: SpiffWorkflow) -> FlowRecord:
        record = FlowRecord(spec=workflow.spec.name, root=self.number(workflow.task_tree))
        if workflow.last_task is not None:
            record["last"] = self.number(workflow.last_task)
        if workflow.data:
            workflow.data, record["data"] = self._contents.keep(workflow.data)
        if workflow.correlations:
            record["correlations"] = self._contents.keep(workflow.correlations)[1]
        if workflow.completed:
            record["completed"] = True
        if not workflow.success:
            record["failed"] = True
        return record


CONTENT_KEYS = frozenset({"data", "internal"})


def _tick(moved: list[SpiffTask], counters: Counters) -> None:
    """Replace the wall clock by the order of changes: joins merge in it, and a replay must merge alike."""
    for task in sorted(moved, key=lambda task: float(task.last_state_change)):
        counters["tick"] += 1
        task.last_state_change = counters["tick"]


class _Contents:
    """Data by content: equal data has one number."""

    def __init__(self, state: State) -> None:
        self.last = state.counters["content"]
        self._numbers = {data_bytes(value): int(key) for key, value in state.contents.items()}
        self._fresh: dict[str, dict[str, Any]] = {}

    def keep(self, value: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """The number of this content, and the value for its holder alone.

        The engine copies data shallowly from task to task. Nested values are therefore parted here, after
        every step: a change in place would otherwise show in a warm instance and not in a reloaded one.
        """
        stored = data_bytes(value)
        if stored not in self._numbers:
            self.last += 1
            self._numbers[stored] = self.last
            self._fresh[str(self.last)] = own_copy(value)
        return own_copy(value), self._numbers[stored]

    def take_fresh(self) -> dict[str, dict[str, Any]]:
        fresh, self._fresh = self._fresh, {}
        return fresh

    def keep_only(self, state: State) -> None:
        """Forget what no record refers to, so that the same content later counts as new."""
        if len(self._numbers) > len(state.contents):
            self._numbers = {stored: n for stored, n in self._numbers.items() if str(n) in state.contents}
