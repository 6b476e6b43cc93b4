"""Take an instance back to where it stood before an earlier step: the whole of it, or the part that a task lies in.

The journal only grows, so going back is a step like any other: its delta leads from the live state to the earlier
one. Tasks that open again are other tasks than they were, with ids of their own.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from workflow.engine.definitions import Definition
from workflow.engine.errors import IncidentError, MoveRefusedError, Obstacle, TaskNotOpenError
from workflow.engine.expressions import DeadlinePort
from workflow.engine.instance import Instance, restore
from workflow.engine.journal import State, TaskRecord
from workflow.engine.parts import Part, callers, part_of_flow, without
from workflow.engine.spiff import LIVE
from workflow.engine.steps import Step


def put_back(
    live: Instance, earlier: State, task_id: UUID, *, now: datetime, deadlines: DeadlinePort
) -> tuple[Instance, Step]:
    """The part of the instance in which this task was open, as it stood in the earlier state; all else stays.

    What has become due fires in the same step. MoveRefusedError where the two cannot be put together.
    """
    if earlier.version != live.definition.version:
        raise MoveRefusedError([Obstacle("case", "it ran on another version then")])
    part = part_of_task(earlier, live.definition, task_id)
    state = live.state()
    target = _track_back(state, earlier, live.definition, part) if part else _main_back(state, earlier, live)
    moved = restore(prepared(live, target, live.definition), live.definition)
    try:
        return moved, moved.settle_from(live, now=now, deadlines=deadlines, fire=True)
    except IncidentError as incident:  # the live instance is none the worse, so it is no incident of its
        raise MoveRefusedError([Obstacle(incident.element, incident.reason)]) from incident


def put_back_whole(
    live: Instance, earlier: State, definition: Definition, *, now: datetime, deadlines: DeadlinePort
) -> tuple[Instance, Step]:
    """All of the instance as it stood in the earlier state, on the definition that it ran on then."""
    moved = restore(prepared(live, earlier, definition), definition)
    return moved, moved.settle_from(live, now=now, deadlines=deadlines, fire=False)


def part_of_task(state: State, definition: Definition, task_id: UUID) -> Part:
    """The part in which a task was open; TaskNotOpenError when it was not."""
    for number, task in state.tasks.items():
        if "opened" in task and uuid5(UUID(state.instance), f"{task['opened']}/{number}") == task_id:
            return part_of_flow(state, definition, task["flow"])
    raise TaskNotOpenError(f"task {task_id} was not open in instance {state.instance} then")


def prepared(live: Instance, target: State, definition: Definition) -> State:
    """The target as the next state of the live instance: numbers go on, and nothing is referred to that is gone."""
    before, target = live.state(), target.copy()
    target.version, target.counters = definition.version, before.counters.copy()
    target.tasks = {
        number: _reopened(task, before.tasks.get(number), step=before.counters["step"] + 1)
        for number, task in target.tasks.items()
    }
    target.contents = before.contents | target.contents
    target.share_contents()
    return target


def _reopened(task: TaskRecord, now: TaskRecord | None, *, step: int) -> TaskRecord:
    """A task that has been open all along is the same; one that opens again is another, so that old tags do not fit."""
    if "opened" not in task or (now is not None and now.get("opened") == task["opened"]):
        return task
    again = task.copy()
    again["opened"] = step
    return again


def _track_back(live: State, earlier: State, definition: Definition, part: str) -> State:
    if part not in live.flows or not live.tasks[part]["state"] & LIVE:
        raise MoveRefusedError([_at(earlier, part, "this track is over; its end has been told")])
    rest = without(live, lambda flow: part_of_flow(live, definition, flow) == part)
    old = without(earlier, lambda flow: part_of_flow(earlier, definition, flow) != part)
    return _together(rest, old)


def _main_back(live: State, earlier: State, instance: Instance) -> State:
    definition = instance.definition
    now, then = callers(live, definition), callers(earlier, definition)
    obstacles = [
        _at(live, number, "this track began since; the main line cannot go back behind it")
        for number in sorted(now.keys() - then.keys(), key=int)
    ] + [
        _at(earlier, number, "this track has ended since; the main line cannot go back behind it")
        for number in sorted(then, key=int)
        if now.get(number) != then[number]
    ]
    if obstacles:
        raise MoveRefusedError(obstacles)
    tracks = without(live, lambda flow: part_of_flow(live, definition, flow) is None)
    line = without(earlier, lambda flow: part_of_flow(earlier, definition, flow) is not None)
    return _together(line, tracks)


def _together(one: State, other: State) -> State:
    whole = one.copy()
    whole.flows |= other.flows
    whole.tasks |= other.tasks
    whole.contents |= other.contents
    return whole


def _at(state: State, number: str, reason: str) -> Obstacle:
    return Obstacle(state.tasks[number]["spec"], reason)
