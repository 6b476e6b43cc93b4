"""A live instance goes over to another version of its models where nothing is lost, repeated or blocked by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.drawing import Process, drawn
from tests.support.engine import Run, a_definition
from workflow.engine import (
    Definition,
    HalfFilledJoin,
    MoveRefusedError,
    definition_of,
    half_filled_joins,
    restore,
)


def a_line(*names: str, id_: str = "top") -> Process:
    process = Process(id_)
    process.chain(process.start(), *(process.task(name) for name in names), process.end())
    return process


def again(*processes: Process, note: str = "another version") -> Definition:
    """The same drawing under another version."""
    return definition_of({"model.bpmn": drawn(*processes) + f"<!-- {note} -->".encode()})


def forked(*branches: tuple[str, ...], join: str = "join", join_tag: str = "parallelGateway") -> Process:
    top = Process("top")
    top.add("parallelGateway", "fork")
    top.add(join_tag, join)
    top.chain(top.start(), "fork")
    for branch in branches:
        top.chain("fork", *(top.task(name) for name in branch), join)
    top.chain(join, top.task("after"), top.end())
    return top


def refused(run: Run, definition: Definition, **renamed: str) -> dict[str, str]:
    with pytest.raises(MoveRefusedError) as why:
        run.migrate(definition, **renamed)
    assert run.definition is not definition
    return {found.element: found.reason for found in why.value.obstacles}


def test_an_identical_model_changes_nothing_that_people_see() -> None:
    run = Run(a_definition(a_line("a", "b")), "top", {"kept": 1})
    task = run.task("a")
    step = run.migrate(again(a_line("a", "b")))
    assert (step.opened, step.closed, step.redrawn) == ((), (), ())
    assert run.task("a") == task
    assert restore(run.folded(), run.definition).open_tasks() == (task,)
    run.complete("a")
    run.complete("b")
    assert run.instance.ended


def test_a_task_that_was_added_ahead_is_reached() -> None:
    run = Run(a_definition(a_line("a", "b")), "top")
    run.migrate(a_definition(a_line("a", "new", "b")))
    run.complete("a")
    assert run.open() == ["new"]
    run.instance = restore(run.folded(), run.definition)
    run.complete("new")
    assert run.open() == ["b"]


def test_a_task_that_was_taken_away_ahead_is_not_reached() -> None:
    run = Run(a_definition(a_line("a", "gone", "b")), "top")
    run.migrate(a_definition(a_line("a", "b")))
    run.complete("a")
    assert run.open() == ["b"]


def test_a_task_that_was_passed_may_be_gone() -> None:
    run = Run(a_definition(a_line("gone", "b", "c")), "top")
    run.complete("gone", said=1)
    run.migrate(a_definition(a_line("b", "c")))
    run.instance = restore(run.folded(), run.definition)
    run.complete("b")
    run.complete("c")
    assert run.instance.data == {"said": 1}


def test_an_element_on_which_the_case_stands_must_be_there_or_be_named() -> None:
    run = Run(a_definition(a_line("a", "b")), "top")
    task = run.task("a")
    other = a_definition(a_line("renamed", "b"))
    assert "the case stands there" in refused(run, other)["a"]
    step = run.migrate(other, a="renamed")
    assert [(found.id, found.bpmn_id) for found in step.redrawn] == [(task.id, "renamed")]
    assert (step.opened, step.closed) == ((), ())
    run.complete("renamed")
    assert run.open() == ["b"]


def test_a_process_that_runs_must_be_there_and_be_the_one_that_is_called() -> None:
    def calling(called: str, *processes: Process) -> Definition:
        top = Process("top")
        top.chain(top.start(), top.call("call", called), top.end())
        return a_definition(top, *processes)

    run = Run(calling("inner", a_line("a", id_="inner")), "top")
    assert "no such process" in refused(run, calling("other", a_line("a", id_="other")))["inner"]
    both = calling("other", a_line("a", id_="other"), a_line("b", id_="inner"))
    found = refused(run, both)
    assert "the case stands there" in found["a"]
    assert "it calls 'other'" in found["call"]


def test_another_kind_of_element_is_not_the_same() -> None:
    run = Run(a_definition(a_line("a", "b")), "top")
    top = Process("top")
    top.chain(top.start(), top.catch_timer("a", '"P1D"'), top.task("b"), top.end())
    assert "UserTask" in refused(run, a_definition(top))["a"]


def test_boundary_events_must_be_the_same_where_the_case_stands() -> None:
    timed = a_line("a", "b")
    timed.chain(timed.timer("late", "a", '"P1D"'), timed.task("told"), timed.end("over"))
    plain = a_line("a", "b")
    assert "boundary event" in refused(Run(a_definition(plain), "top"), a_definition(timed))["a"]
    assert refused(Run(a_definition(timed), "top"), a_definition(plain))
    run = Run(a_definition(plain), "top")
    run.complete("a")
    run.migrate(a_definition(timed))
    assert run.open() == ["b"]


def test_a_timer_that_waits_keeps_its_instant() -> None:
    def timed(*names: str) -> Definition:
        top = a_line(*names)
        top.chain(top.timer("late", "a", '"P1D"'), top.task("told"), top.end("over"))
        return a_definition(top)

    run = Run(timed("a", "b"), "top")
    before = run.instance.timers()
    run.migrate(timed("a", "new", "b"))
    assert run.instance.timers() == before
    run.fire(timedelta(days=1))
    assert run.open() == ["a", "told"]


def test_half_filled_joins_are_listed_with_what_came_and_what_is_missing() -> None:
    run = Run(a_definition(forked(("a",), ("b",))), "top")
    assert half_filled_joins(run.folded(), run.definition) == ()
    run.complete("a")
    expected = HalfFilledJoin("top", "join", ("a",), ("b",))
    assert half_filled_joins(run.folded(), run.definition) == (expected,)
    run.complete("b")
    assert half_filled_joins(run.folded(), run.definition) == ()


def test_a_half_filled_join_goes_over_as_it_is() -> None:
    run = Run(a_definition(forked(("a",), ("b", "c"))), "top")
    run.complete("a")
    run.migrate(a_definition(forked(("a",), ("b", "new", "c"))))
    for name in ("b", "new", "c"):
        assert run.open() == [name]
        run.complete(name)
    assert run.open() == ["after"]


def test_a_branch_that_can_no_longer_come_to_a_join_is_refused() -> None:
    more = a_definition(forked(("a",), ("b",), ("extra",)))
    run = Run(a_definition(forked(("a",), ("b",))), "top")
    assert "extra" in refused(run, more)["join"]
    run.complete("a")
    assert "extra" in refused(run, more)["join"]
    before = Process("top")
    before.add("parallelGateway", "fork")
    before.add("parallelGateway", "join")
    before.chain(before.start(), before.task("early"), "fork")
    waiting = Run(a_definition(a_line("early", "after")), "top")
    for name in ("a", "b"):
        before.chain("fork", before.task(name), "join")
    before.chain("join", before.task("after"), before.end())
    waiting.migrate(a_definition(before))
    waiting.complete("early")
    assert waiting.open() == ["a", "b"]


def test_a_join_behind_which_one_token_would_become_two_is_refused() -> None:
    run = Run(a_definition(forked(("a",), ("b",))), "top")
    merged = forked(("a",), ("b",), join="merge", join_tag="exclusiveGateway")
    assert "several tokens" in refused(run, a_definition(merged))["join"]


def test_what_came_to_a_join_from_an_element_that_no_longer_leads_there_is_refused() -> None:
    run = Run(a_definition(forked(("a",), ("b",))), "top")
    run.complete("a")
    found = refused(run, a_definition(forked(("a", "new"), ("b",))))
    assert "new" in found["join"]


def test_an_undone_migration_stands_where_it_stood() -> None:
    first = a_definition(a_line("a", "b"))
    run = Run(first, "top")
    task = run.task("a")
    run.migrate(a_definition(a_line("a", "new", "b")))
    step = run.undo(first)
    assert (step.opened, step.closed) == ((), ())
    assert run.task("a") == task
    assert restore(run.folded(), first).open_tasks() == (task,)
    run.complete("a")
    assert run.open() == ["b"]


def test_tracks_go_over_with_the_main_line() -> None:
    def drawing(*names: str) -> Definition:
        top, track = a_line("a"), Process("track")
        track.messages.append("named")
        message = '<bpmn:messageEventDefinition messageRef="m_named"/>'
        track.add("startEvent", "named", message, isInterrupting="false")
        track.chain("named", *(track.task(name) for name in names), track.end())
        top.inner_process(track, by_event=True)
        return a_definition(top)

    run = Run(drawing("x"), "top")
    run.receive("named", who=1)
    run.migrate(drawing("x", "y"))
    run.receive("named", who=2)
    for _ in range(2):
        run.complete("x")
    assert run.open() == ["a", "y", "y"]
