"""Back to where an earlier task was open: as a step of its own, with tasks of its own, and no other part is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.drawing import Process
from tests.support.engine import Run, a_definition
from workflow.engine import Definition, MoveRefusedError, TaskNotOpenError, restore


def a_line(*names: str, id_: str = "top") -> Process:
    process = Process(id_)
    process.chain(process.start(), *(process.task(name) for name in names), process.end())
    return process


def with_tracks() -> Definition:
    top, track = a_line("a", "b"), Process("track")
    track.messages.append("named")
    message = '<bpmn:messageEventDefinition messageRef="m_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.task("x"), track.task("y"), track.end())
    top.inner_process(track, by_event=True)
    return a_definition(top)


def test_the_earlier_task_opens_again_under_another_id_and_the_later_one_closes() -> None:
    run = Run(a_definition(a_line("a", "b")), "top", {"kept": 1})
    first = run.task("a")
    run.complete("a", said="wrong")
    step = run.put_back(1, first.id)
    assert [(task.bpmn_id, task.completed) for task in step.closed] == [("b", False)]
    (again,) = step.opened
    assert (again.bpmn_id, again.data, again.id != first.id) == ("a", {"kept": 1}, True)
    assert run.open() == ["a"]


def test_the_journal_grows_and_folds_to_the_state_moved_to() -> None:
    run = Run(a_definition(a_line("a", "b", "c")), "top")
    first = run.task("a")
    run.complete("a", said=1)
    run.complete("b")
    run.put_back(1, first.id)
    assert run.step.sequence == len(run.deltas) == 4
    assert run.folded() == run.instance.state()
    run.instance = restore(run.folded(), run.definition)
    run.complete("a", said=2)
    run.complete("b")
    run.complete("c")
    assert run.instance.data == {"said": 2}


def test_what_was_open_all_along_stays_the_same_task() -> None:
    top = Process("top")
    top.add("parallelGateway", "fork")
    top.add("parallelGateway", "join")
    top.chain(top.start(), "fork", top.task("a"), top.task("b"), "join", top.end())
    top.chain("fork", top.task("other"), "join")
    run = Run(a_definition(top), "top")
    first, other = run.task("a"), run.task("other")
    run.complete("a")
    run.put_back(1, first.id)
    assert run.task("other").id == other.id
    assert run.task("a").id != first.id


def test_inside_a_called_process_that_has_returned_since() -> None:
    top = Process("top")
    top.chain(top.start(), top.call("call", "inner"), top.task("after"), top.end())
    run = Run(a_definition(top, a_line("a", "b", id_="inner")), "top")
    first = run.task("a")
    run.complete("a")
    run.complete("b")
    assert run.open() == ["after"]
    run.put_back(1, first.id)
    assert run.open() == ["a"]
    run.complete("a")
    run.complete("b")
    run.complete("after")
    assert run.instance.ended


def test_a_timer_waits_again_and_fires_at_once_when_it_is_due() -> None:
    top = a_line("a", "b")
    top.chain(top.timer("late", "a", '"P1D"'), top.task("told"), top.end("over"))
    run = Run(a_definition(top), "top")
    first = run.task("a")
    run.complete("a")
    run.fire(timedelta(days=2))
    assert run.open() == ["b"]
    run.put_back(1, first.id)
    assert run.open() == ["a", "told"]


def test_only_the_track_of_the_task_goes_back() -> None:
    run = Run(with_tracks(), "top")
    run.receive("named", who=1)
    run.receive("named", who=2)
    one, other = (task for task in run.instance.open_tasks() if task.bpmn_id == "x")
    run.complete_id(one.id)
    run.complete_id(other.id)
    run.complete("a")
    run.put_back(3, one.id)
    seen = sorted((task.bpmn_id, task.data.get("who")) for task in run.instance.open_tasks() if task.data)
    assert seen == [("x", 1), ("y", 2)]
    assert run.open() == ["b", "x", "y"]


def test_the_main_line_goes_back_beside_its_tracks() -> None:
    run = Run(with_tracks(), "top")
    run.receive("named", who=1)
    first = run.task("a")
    run.complete("a")
    run.complete("x")
    run.put_back(2, first.id)
    assert run.open() == ["a", "y"]
    run.complete("y")
    run.complete("a")
    run.complete("b")
    assert run.instance.ended


def test_not_behind_the_beginning_of_a_track() -> None:
    run = Run(with_tracks(), "top")
    first = run.task("a")
    run.receive("named", who=1)
    run.complete("a")
    with pytest.raises(MoveRefusedError, match="track: this track began since"):
        run.put_back(1, first.id)


def test_not_behind_the_end_of_a_track() -> None:
    run = Run(with_tracks(), "top")
    run.receive("named", who=1)
    first, track = run.task("a"), run.task("x")
    run.complete("a")
    run.complete("x")
    run.complete("y")
    for task in (first, track):
        with pytest.raises(MoveRefusedError, match="track: this track"):
            run.put_back(2, task.id)


def test_what_would_fail_there_is_refused_and_the_instance_stays_live() -> None:
    top = a_line("a", "b")
    late = top.timer("late", "a", '"P1D"')
    top.chain(late, top.script("fails", "x = int(wrong)"), top.end("over"))
    run = Run(a_definition(top), "top", {"wrong": "x"})
    first = run.task("a")
    run.complete("a")
    run.fire(timedelta(days=2))
    with pytest.raises(MoveRefusedError, match="fails: invalid literal"):
        run.put_back(1, first.id)
    run.complete("b")
    assert run.instance.ended


def test_only_to_a_task_that_was_open_then() -> None:
    run = Run(a_definition(a_line("a", "b")), "top")
    run.complete("a")
    with pytest.raises(TaskNotOpenError):
        run.put_back(1, run.task("b").id)
