"""A failed step leaves the instance as it was; a repair changes the data that the failed element read, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.drawing import Process, times
from tests.support.engine import Run, a_definition
from workflow.engine import Definition, IncidentError, restore

FAILS = "outcome = int(wrong)"


def failed(run: Run, bpmn_id: str, **variables: object) -> IncidentError:
    """The incident of completing this task; the live instance is restored from the journal afterwards."""
    with pytest.raises(IncidentError) as incident:
        run.complete(bpmn_id, **variables)
    run.instance = restore(run.folded(), run.definition)
    return incident.value


def line(name: str, *, script: str = FAILS) -> Process:
    """Start, the task `ask`, the script `read`, end."""
    process = Process(name)
    process.chain(process.start(), process.task("ask"), process.script("read", script), process.end())
    return process


def calling(called: Process, *, after: str | None = None, loop: str = "") -> Definition:
    top = Process("top")
    more = [] if after is None else [top.script("after", after)]
    top.chain(top.start(), top.call("call", called.id, loop), *more, top.end())
    return a_definition(top, called)


def test_the_data_of_the_task_before_the_failed_element_is_replaced() -> None:
    run = Run(a_definition(line("top")), "top", {"wrong": "x", "right": 1})
    incident = failed(run, "ask")
    before = run.task("ask")
    run.repair(incident.places, wrong="7")
    assert run.task("ask").id == before.id
    assert run.task("ask").data == {"wrong": "7", "right": 1}
    run.complete("ask")
    assert run.step.outcome is None
    assert run.instance.data == {"wrong": "7", "right": 1, "outcome": 7}


def test_a_repair_is_a_delta_of_its_own() -> None:
    run = Run(a_definition(line("top")), "top", {"wrong": "x"})
    step = run.repair(failed(run, "ask").places, wrong="7")
    assert (step.sequence, step.opened, step.closed, step.ended) == (2, (), (), False)
    assert restore(run.folded(), run.definition).open_tasks() == run.instance.open_tasks()


def test_inside_a_called_process() -> None:
    run = Run(calling(line("inner")), "top", {"wrong": "x"})
    run.repair(failed(run, "ask").places, wrong="7")
    run.complete("ask")
    assert run.instance.data["outcome"] == 7


def test_after_a_called_process_has_given_its_data_back() -> None:
    run = Run(calling(line("inner", script="fine = 1"), after=FAILS), "top", {"wrong": "x"})
    incident = failed(run, "ask")
    assert incident.element == "after"
    run.repair(incident.places, wrong="7")
    run.complete("ask")
    assert run.instance.data["outcome"] == 7


def test_in_a_process_that_only_the_failed_step_would_have_called() -> None:
    top, inner = Process("top"), Process("inner")
    top.chain(top.start(), top.task("ask"), top.call("call", "inner"), top.end())
    inner.chain(inner.start(), inner.script("read", FAILS), inner.end())
    run = Run(a_definition(top, inner), "top", {"wrong": "x"})
    run.repair(failed(run, "ask").places, wrong="7")
    run.complete("ask")
    assert run.instance.data["outcome"] == 7


def test_of_parallel_rounds_only_the_failed_one_is_changed() -> None:
    run = Run(calling(line("inner"), loop=times(2)), "top", {"wrong": "x"})
    incident = failed(run, "ask")
    run.repair(incident.places, wrong="7")
    assert [task.data["wrong"] for task in run.instance.open_tasks()] == ["7", "x"]


def test_behind_a_join_every_branch_that_came_to_it_is_changed() -> None:
    top = Process("top")
    top.add("parallelGateway", "fork")
    top.add("parallelGateway", "join")
    top.chain(top.start(), "fork")
    for name in ("one", "two"):
        top.chain("fork", top.task(name), "join")
    top.chain("join", top.script("read", FAILS), top.end())
    run = Run(a_definition(top), "top", {"wrong": "x"})
    run.complete("one")
    run.repair(failed(run, "two").places, wrong="7")
    run.instance = restore(run.folded(), run.definition)
    run.complete("two")
    assert run.instance.data["outcome"] == 7


def with_tracks() -> Definition:
    """A main task, and a track that each message starts: a task, then a script that may fail."""
    top, track = Process("top"), Process("track")
    top.chain(top.start(), top.task("main"), top.end())
    track.messages.append("named")
    message = '<bpmn:messageEventDefinition messageRef="m_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.task("ask"), track.script("read", FAILS), track.end())
    top.inner_process(track, by_event=True)
    return a_definition(top)


def test_a_track_is_repaired_without_touching_another() -> None:
    run = Run(with_tracks(), "top")
    run.receive("named", who=1, wrong="x")
    run.receive("named", who=2, wrong="x")
    incident = failed(run, "ask")
    run.repair(incident.places, wrong="7")
    seen = {task.data.get("who"): task.data.get("wrong") for task in run.instance.open_tasks()}
    assert seen == {None: None, 1: "7", 2: "x"}


def test_a_track_that_fails_at_its_start_is_repaired_where_tracks_begin() -> None:
    top, track = Process("top"), Process("track")
    top.chain(top.start(), top.task("main"), top.end())
    track.messages.append("named")
    message = '<bpmn:messageEventDefinition messageRef="m_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.script("read", FAILS), track.task("ask"), track.end())
    top.inner_process(track, by_event=True)
    run = Run(a_definition(top), "top", {"wrong": "x"})
    with pytest.raises(IncidentError) as incident:
        run.receive("named", who=1)
    run.instance = restore(run.folded(), run.definition)
    run.repair(incident.value.places, wrong="7")
    run.receive("named", who=1)
    assert run.open() == ["ask", "main"]


def test_a_timer_that_failed_fires_after_the_repair() -> None:
    top = Process("top")
    top.chain(top.start(), top.task("ask"), top.end())
    top.chain(top.timer("late", "ask", '"P1D"'), top.script("read", FAILS), top.task("told"), top.end("over"))
    run = Run(a_definition(top), "top", {"wrong": "x"})
    with pytest.raises(IncidentError) as incident:
        run.fire(timedelta(days=2))
    run.instance = restore(run.folded(), run.definition)
    run.repair(incident.value.places, wrong="7")
    assert run.open() == ["ask"]
    run.fire()
    assert run.open() == ["ask", "told"]


def test_an_instance_that_failed_in_its_first_step_has_nothing_to_repair() -> None:
    process = Process("top")
    process.chain(process.start(), process.script("read", FAILS), process.end())
    with pytest.raises(IncidentError) as incident:
        Run(a_definition(process), "top", {"wrong": "x"})
    assert incident.value.places == ()


def test_a_cancelled_instance_has_ended_with_nothing_open() -> None:
    run = Run(with_tracks(), "top")
    run.receive("named", who=1, wrong="x")
    step = run.cancel()
    assert (step.ended, step.outcome, step.timers, step.waiting_messages) == (True, None, (), ())
    assert sorted(task.bpmn_id for task in step.closed if not task.completed) == ["ask", "main"]
    assert restore(run.folded(), run.definition).ended
