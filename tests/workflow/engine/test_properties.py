"""Random models, random runs: the journal misses nothing, a reload changes nothing, pruning loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.engine import Run
from tests.support.random_models import MESSAGE, SKETCHES, TOP, Sketch, drawn_from
from workflow.engine import Definition, State, Step
from workflow.engine import definitions as definitions_module
from workflow.engine.pruning import forget_event_objects
from workflow.engine.spiff import children_ids, parent_id, tasks_of, workflows_of

MOVES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), min_size=1, max_size=25)
FLAGS = st.fixed_dictionaries({f"g{number}": st.booleans() for number in range(3)})
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def moved(run: Run, move: tuple[int, int]) -> Step | None:
    """One thing that happens to the instance; None where the move does not apply."""
    kind, pick = move
    if kind == 0 and MESSAGE in run.instance.waiting_messages() and run.step.sequence < 12:
        return run.receive(MESSAGE, suspect=pick, known=[pick, {"nested": [pick]}])
    if kind == 1 and "news" in run.instance.waiting_messages():
        return run.receive("news", heard=pick)
    if kind == 2:
        return run.fire(timedelta(days=pick / 2))
    if kind == 3:
        run.limits.over.add("some" if pick % 2 else "race")
        return run.fire()
    tasks = run.instance.open_tasks()
    if not tasks:
        return run.fire(timedelta(days=3))
    task = tasks[pick % len(tasks)]
    return run.complete_id(task.id, **{task.bpmn_id: int(pick > 3)})


def seen(run: Run) -> dict[str, Any]:
    """What the world can see of an instance; task ids hang on numbers, which pruned history does not get."""
    return {
        "open": [(task.bpmn_id, task.process_id, task.data) for task in run.instance.open_tasks()],
        "timers": run.instance.timers(),
        "messages": run.instance.waiting_messages(),
        "ended": run.instance.ended,
        "data": run.instance.data,
    }


def full_picture(run: Run) -> dict[str, Any]:
    """The whole live instance read afresh, by the numbers of the journal."""
    tracker = run.instance._tracker
    top = run.instance._top
    tasks = {}
    for task in tasks_of(top):
        parent = parent_id(task)
        internal = dict(task.internal_data)
        if "merged" in internal:
            internal["merged"] = [tracker._seen[UUID(id_)].number for id_ in internal["merged"]]
        tasks[str(tracker.number(task))] = {
            "spec": task.task_spec.name,
            "state": task.state,
            "tick": task.last_state_change,
            "parent": None if parent is None else tracker._seen[parent].number,
            "children": [tracker._seen[id_].number for id_ in children_ids(task)],
            "triggered": task.triggered,
            "data": task.data,
            "internal": internal,
        }
    flows = {
        "top" if flow.parent_task_id is None else str(tracker._seen[flow.parent_task_id].number): {
            "spec": flow.spec.name,
            "data": flow.data,
            "completed": flow.completed,
            "last": None if flow.last_task is None else tracker.number(flow.last_task),
        }
        for flow in workflows_of(top)
    }
    return {"tasks": tasks, "flows": flows}


def folded_picture(state: State) -> dict[str, Any]:
    """The same, read from the journal alone."""

    def content(number: int | None) -> Any:
        return {} if number is None else state.contents[str(number)]

    tasks = {
        number: {
            "spec": record["spec"],
            "state": record["state"],
            "tick": record["tick"],
            "parent": record.get("parent"),
            "children": record.get("children", []),
            "triggered": record.get("triggered", False),
            "data": content(record.get("data")),
            "internal": content(record.get("internal")),
        }
        for number, record in state.tasks.items()
    }
    flows = {
        key: {
            "spec": record["spec"],
            "data": content(record.get("data")),
            "completed": record.get("completed", False),
            "last": record.get("last"),
        }
        for key, record in state.flows.items()
    }
    return {"tasks": tasks, "flows": flows}


def freshly(definition: Callable[[], Definition]) -> Definition:
    """Parsed anew, as another process would."""
    definitions_module._parsed.cache_clear()
    return definition()


def as_another_process_does_it(top: Any) -> None:
    """SpiffWorkflow's own stepping, to the same point of rest."""
    top.do_engine_steps()
    while any(task.state == 16 and not task.task_spec.manual for task in tasks_of(top)):
        top.do_engine_steps()


@contextmanager
def library_as_it_is() -> Iterator[None]:
    """No pruning, and the library's own order of stepping."""
    with (
        patch("workflow.engine.instance.prune", forget_event_objects),
        patch("workflow.engine.instance.run_automatic", as_another_process_does_it),
    ):
        yield


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_the_fold_of_the_journal_is_the_live_instance_at_every_step(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    definition = drawn_from(sketch)
    fingerprint = definition.fingerprint()
    run = Run(definition, TOP, flags)
    for move in moves:
        assert json.dumps(folded_picture(run.folded()), sort_keys=True) == json.dumps(
            full_picture(run), sort_keys=True
        )
        if run.step.ended:
            break
        moved(run, move)
    assert run.folded() == run.instance._tracker.state
    assert definition.fingerprint() == fingerprint


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_a_reload_before_every_step_changes_no_byte_of_the_journal(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    warm = Run(drawn_from(sketch), TOP, flags)
    cold = Run(freshly(lambda: drawn_from(sketch)), TOP, flags, cold=True)
    for move in moves:
        assert warm.step.delta == cold.step.delta
        assert seen(warm) == seen(cold)
        if warm.step.ended:
            break
        moved(warm, move)
        cold.definition = freshly(lambda: drawn_from(sketch))
        moved(cold, move)


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_an_unpruned_twin_stepped_by_the_library_shows_the_same(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    pruned = Run(drawn_from(sketch), TOP, flags)
    with library_as_it_is():
        whole = Run(drawn_from(sketch), TOP, flags)
    for move in moves:
        assert seen(pruned) == seen(whole)
        if pruned.step.ended:
            break
        moved(pruned, move)
        with library_as_it_is():
            moved(whole, move)
