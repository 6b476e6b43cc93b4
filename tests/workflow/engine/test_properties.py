"""Random models, random runs: the journal misses nothing, a reload changes nothing, pruning loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.engine import Run
from tests.support.random_models import (
    KINDS,
    MESSAGE,
    ONE_MORE,
    SAME_AGAIN,
    SKETCHES,
    TOP,
    Sketch,
    drawn_from,
    kinds_in,
)
from workflow.engine import Definition, HumanTask, Instance, MoveRefusedError, State, Step, restore
from workflow.engine import definitions as definitions_module
from workflow.engine.pruning import forget_event_objects
from workflow.engine.spiff import children_ids, parent_id, tasks_of, workflows_of

NAMED, NEWS, LATER, LIMIT, BACK, AGAIN, FURTHER, COMPLETE = range(8)
MOST_TRACKS = 8
ONWARDS = (NAMED, NEWS, LATER, LIMIT, LIMIT, *[COMPLETE] * 5)
MOVES = st.lists(
    st.tuples(st.sampled_from([*ONWARDS, BACK, BACK, AGAIN, FURTHER]), st.integers(0, 5)),
    min_size=4,
    max_size=25,
)
ONWARD = st.lists(st.tuples(st.sampled_from(ONWARDS), st.integers(0, 5)), min_size=4, max_size=25)
FLAGS = st.fixed_dictionaries({f"g{number}": st.booleans() for number in range(3)})
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class Walk(Run):
    """A run of a sketch that remembers what was seen after each step, and can go back and over to other versions."""

    def __init__(self, sketch: Sketch, flags: dict[str, bool], *, cold: bool = False) -> None:
        self.sketch, self.variant = sketch, 0
        self.past: list[dict[str, Any]] = []
        self.open_then: list[tuple[HumanTask, ...]] = []
        self.migrated_at = self.named = 0
        super().__init__(drawn_from(sketch), TOP, flags, cold=cold)
        self._remember()

    def live(self) -> Instance:
        if self.cold:
            self.definition = freshly(lambda: drawn_from(self.sketch, self.variant))
        return super().live()

    def go_back(self, pick: int) -> Step | None:
        """To a task that was open at some earlier step; None where there is no way back."""
        steps = range(self.migrated_at + 1, len(self.deltas))
        at = steps[pick % len(steps)] if steps else 0
        if not at or not self.open_then[at - 1]:
            return None
        task = self.open_then[at - 1][pick % len(self.open_then[at - 1])]
        try:
            return self.put_back(at, task.id)
        except MoveRefusedError:
            return None

    def go_over(self, change: int) -> Step:
        """To another version of the drawing; both versions here are ones that nothing stands in the way of."""
        variant = self.variant ^ change if change == SAME_AGAIN else self.variant | change | SAME_AGAIN
        began = len(self.deltas)
        step = self.migrate(drawn_from(self.sketch, variant))
        self.variant, self.migrated_at = variant, began
        return step

    def _keep(self, step: Step) -> Step:
        kept = super()._keep(step)
        self._remember()
        return kept

    def _remember(self) -> None:
        self.past.append(seen(self))
        self.open_then.append(self.instance.open_tasks())


def moved(run: Walk, move: tuple[int, int]) -> Step | None:
    """One thing that happens to the instance; None where the move does not apply."""
    kind, pick = move
    if kind == BACK:
        return run.go_back(pick)
    if kind in (AGAIN, FURTHER):
        return run.go_over(SAME_AGAIN if kind == AGAIN else ONE_MORE)
    tasks = run.instance.open_tasks()
    if kind == COMPLETE and tasks:
        task = tasks[pick % len(tasks)]
        return run.complete_id(task.id, **{task.bpmn_id: int(pick > 3)})
    return told(run, kind, pick)


def told(run: Walk, kind: int, pick: int) -> Step | None:
    """A message, a limit that passes, or time going by."""
    if kind == NAMED and MESSAGE in run.instance.waiting_messages() and run.named < MOST_TRACKS:
        run.named += 1
        return run.receive(MESSAGE, suspect=pick, known=[pick, {"nested": [pick]}])
    if kind == NEWS and "news" in run.instance.waiting_messages():
        return run.receive("news", heard=pick)
    if kind == LIMIT:
        run.limits.over.add("some" if pick % 2 else "race")
        return run.fire()
    return run.fire(timedelta(days=pick / 2 if kind == LATER else 3))


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


def test_the_random_models_hold_every_kind_of_element_and_the_runs_take_every_kind_of_move() -> None:
    kinds: set[str] = set()
    taken: set[int | str] = set()

    @settings(
        max_examples=150,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(SKETCHES, FLAGS, MOVES)
    def draw(sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]) -> None:
        kinds.update(kinds_in(sketch))
        run = Walk(sketch, flags)
        for move in moves:
            step = None if run.step.ended else moved(run, move)
            if step is not None:
                taken.add(move[0])
                taken.update("instant" if timer.limit is None else "limit" for timer in step.fired)

    draw()
    assert kinds == {*KINDS, "track"}
    assert taken >= {NAMED, NEWS, "instant", "limit", BACK, AGAIN, FURTHER, COMPLETE}


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_the_fold_of_the_journal_is_the_live_instance_at_every_step(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    fingerprints = {variant: drawn_from(sketch, variant).fingerprint() for variant in range(4)}
    run = Walk(sketch, flags)
    for move in moves:
        assert json.dumps(folded_picture(run.folded()), sort_keys=True) == json.dumps(
            full_picture(run), sort_keys=True
        )
        if run.step.ended:
            break
        moved(run, move)
    assert run.folded() == run.instance._tracker.state
    assert {variant: drawn_from(sketch, variant).fingerprint() for variant in range(4)} == fingerprints


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_a_reload_before_every_step_changes_no_byte_of_the_journal(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    warm = Walk(sketch, flags)
    cold = Walk(sketch, flags, cold=True)
    for move in moves:
        assert warm.step.delta == cold.step.delta
        assert seen(warm) == seen(cold)
        if warm.step.ended:
            break
        moved(warm, move)
        moved(cold, move)


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_an_unpruned_twin_stepped_by_the_library_shows_the_same(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    pruned = Walk(sketch, flags)
    with library_as_it_is():
        whole = Walk(sketch, flags)
    for move in moves:
        assert seen(pruned) == seen(whole)
        if pruned.step.ended:
            break
        moved(pruned, move)
        with library_as_it_is():
            moved(whole, move)


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_the_state_as_of_any_step_is_what_was_live_then(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    run = Walk(sketch, flags)
    definitions = [run.definition]
    for move in moves:
        if run.step.ended:
            break
        moved(run, move)
        definitions += [run.definition] * (len(run.deltas) - len(definitions))
    for step, (definition, then) in enumerate(zip(definitions, run.past, strict=True), start=1):
        run.instance = restore(run.folded(steps=step), definition)
        assert seen(run) == then


@quick
@given(SKETCHES, FLAGS, ONWARD, st.sets(st.integers(0, 24), min_size=1, max_size=3))
def test_a_migration_to_the_same_drawing_changes_nothing_that_follows(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]], when: set[int]
) -> None:
    stays, goes = Walk(sketch, flags), Walk(sketch, flags)
    for number, move in enumerate(moves):
        assert seen(stays) == seen(goes)
        if stays.step.ended:
            break
        if number in when:
            step = goes.go_over(SAME_AGAIN)
            assert (step.opened, step.closed, step.redrawn) == ((), (), ())
        moved(stays, move)
        moved(goes, move)


@quick
@given(SKETCHES, FLAGS, ONWARD, st.integers(0, 5))
def test_a_move_back_shows_again_what_was_there_then(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]], pick: int
) -> None:
    run = Walk(replace(sketch, track=None), flags)
    for move in moves:
        if not run.step.ended:
            moved(run, move)
    if run.step.ended or len(run.past) == 1:
        return
    at = 1 + pick % (len(run.past) - 1)
    if run.open_then[at - 1]:
        step = run.put_back(at, run.open_then[at - 1][0].id)
        if not step.fired:
            assert seen(run) == run.past[at - 1]


@quick
@given(SKETCHES, FLAGS, ONWARD)
def test_an_undone_migration_leaves_what_was_there(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    run = Walk(sketch, flags)
    for move in moves:
        if not run.step.ended:
            moved(run, move)
    if not run.step.ended:
        before, ids = seen(run), {task.id for task in run.instance.open_tasks()}
        run.go_over(ONE_MORE)
        run.undo(run.first)
        assert (seen(run), {task.id for task in run.instance.open_tasks()}) == (before, ids)


@quick
@given(SKETCHES, FLAGS, MOVES)
def test_wherever_it_stands_an_instance_can_be_cancelled(
    sketch: Sketch, flags: dict[str, bool], moves: list[tuple[int, int]]
) -> None:
    run = Walk(sketch, flags)
    for move in moves:
        if not run.step.ended:
            moved(run, move)
    if not run.step.ended:
        run.cancel()
        assert run.step.ended
        assert (run.step.timers, run.step.waiting_messages, run.instance.open_tasks()) == ((), (), ())
        assert restore(run.folded(), run.definition).ended
