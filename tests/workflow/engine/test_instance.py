from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.support.drawing import Process, each_of, straight, times
from tests.support.engine import INSTANCE_ID, NOON, Limits, Run, a_definition
from workflow.engine import (
    ExpressionError,
    IncidentError,
    NotWaitingError,
    SpentInstanceError,
    StepBudgetError,
    TaskNotOpenError,
    start,
)


def test_a_task_tells_people_its_name_lane_form_limit_and_process() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", form="a-form", limit="plenary"), process.end())
    process.lanes["polri"] = ["a"]
    (task,) = Run(a_definition(process), "p", {"origin": "report"}).step.opened
    assert (task.bpmn_id, task.name, task.lane, task.process_id) == ("a", "A", "polri", "p")
    assert task.properties == {"form": "a-form", "limit": "plenary"}
    assert task.data == {"origin": "report"}


def test_a_process_runs_from_task_to_task_to_its_outcome() -> None:
    process = Process("p")
    process.chain(
        process.start(), process.task("a"), process.script("s", "outcome = decision"), process.end()
    )
    run = Run(a_definition(process), "p")
    assert (run.step.sequence, run.step.ended, run.step.outcome) == (1, False, None)
    step = run.complete("a", decision="stopped")
    assert (step.sequence, step.ended, step.outcome) == (2, True, "stopped")
    assert step.data == {"decision": "stopped", "outcome": "stopped"}
    assert [(closed.bpmn_id, closed.completed) for closed in step.closed] == [("a", True)]
    assert step.active == ()


def test_the_active_processes_lead_from_the_outermost_to_where_the_case_stands() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.task("z"), outer.end())
    run = Run(a_definition(outer, straight("inner", "a")), "outer")
    assert run.step.active == ("outer", "inner")
    assert run.complete("a").active == ("outer",)


def test_task_ids_are_the_same_in_every_replay_of_the_same_inputs() -> None:
    definition = a_definition(straight("p", "a", "b"))
    first, second = Run(definition, "p"), Run(definition, "p", cold=True)
    assert first.complete("a").opened == second.complete("a").opened
    assert first.deltas == second.deltas


def test_another_round_of_a_loop_opens_a_task_of_another_id() -> None:
    run = Run(a_definition(a_loop()), "loop")
    first = run.task("work").id
    run.complete("work", again=True)
    assert run.task("work").id != first


def test_a_task_that_is_not_open_cannot_be_completed_and_nothing_changes() -> None:
    run = Run(a_definition(straight("p", "a", "b")), "p")
    done = run.task("a").id
    run.complete("a")
    before = run.instance.snapshot()
    for id_ in (done, uuid4()):
        with pytest.raises(TaskNotOpenError):
            run.complete_id(id_)
    assert run.instance.snapshot() == before
    assert run.complete("b").ended


def test_a_bad_variable_is_refused_before_anything_happens() -> None:
    run = Run(a_definition(straight("p", "a")), "p")
    for variables in ({"two words": 1}, {"x": float("nan")}, {"x": {1, 2}}):
        with pytest.raises(ExpressionError):
            run.complete_id(run.task("a").id, **variables)
    assert run.complete("a", x=1).data == {"x": 1}


def test_a_message_moves_the_task_that_has_waited_longest_and_no_other() -> None:
    process = Process("p")
    process.add("parallelGateway", "split")
    process.chain(process.start(), "split", process.task("first"), process.catch_message("late", "news"))
    process.chain("late", process.task("after_late"), process.end())
    process.chain(
        "split", process.catch_message("early", "news"), process.task("after_early"), process.end("e")
    )
    run = Run(a_definition(process), "p", cold=True)
    run.complete("first")
    assert run.step.waiting_messages == ("news",)
    run.receive("news", number="1/2024")
    assert run.open() == ["after_early"]
    assert run.task("after_early").data["number"] == "1/2024"
    run.receive("news")
    assert run.open() == ["after_early", "after_late"]


def test_a_message_nobody_waits_for_is_refused_and_leaves_the_instance_usable() -> None:
    run = Run(a_definition(straight("p", "a")), "p")
    with pytest.raises(NotWaitingError):
        run.receive("news")
    assert run.complete("a").ended


def with_tracks() -> Process:
    process = straight("p", "a")
    track = Process("track")
    track.chain(
        track.catch_message("track_start", "suspect", tag="startEvent"), track.call("c", "q"), track.end()
    )
    process.inner_process(track, by_event=True)
    return process


@pytest.mark.parametrize("cold", [False, True])
def test_every_message_starts_another_track_and_the_process_waits_for_all(*, cold: bool) -> None:
    run = Run(a_definition(with_tracks(), straight("q", "b")), "p", cold=cold)
    assert run.step.waiting_messages == ("suspect",)
    for suspect in ("P-1", "P-2"):
        run.receive("suspect", suspect=suspect)
    assert [task.data["suspect"] for task in run.instance.open_tasks() if task.bpmn_id == "b"] == [
        "P-1",
        "P-2",
    ]
    run.complete("a")
    run.complete("b")
    assert not run.step.ended
    assert run.complete("b").ended


@pytest.mark.parametrize("cold", [False, True])
def test_a_multi_instance_ends_after_reloads_too(*, cold: bool) -> None:
    process = Process("p")
    process.chain(
        process.start(), process.call("c", "q", each_of("people", "person")), process.task("z"), process.end()
    )
    run = Run(a_definition(process, straight("q", "a")), "p", {"people": ["x", "y"]}, cold=cold)
    assert [task.data["person"] for task in run.instance.open_tasks()] == ["x", "y"]
    run.complete("a")
    run.complete("a")
    assert run.complete("z").ended


def test_a_limit_on_a_multi_instance_takes_its_open_tasks_away() -> None:
    process = Process("p")
    process.chain(process.start(), process.call("c", "q", times(2)), process.end())
    process.timer("t", "c", '"P1D"', interrupting=True)
    process.chain("t", process.task("late"), process.end("e"))
    run = Run(a_definition(process, straight("q", "a")), "p")
    step = run.fire(timedelta(days=1))
    assert step is not None
    assert [(closed.bpmn_id, closed.completed) for closed in step.closed] == [("a", False), ("a", False)]
    assert run.open() == ["late"]
    assert run.complete("late").ended


def test_a_multi_instance_may_follow_a_boundary_event() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", '"P1D"')
    process.chain("t", process.task("each", times(2)), process.end("e"))
    run = Run(a_definition(process), "p", cold=True)
    run.fire(timedelta(days=1))
    assert run.open() == ["a", "each", "each"]


def test_a_terminate_end_event_cancels_what_is_open_in_its_process_only() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.task("after"), outer.end())
    inner = Process("inner")
    inner.add("parallelGateway", "split")
    inner.chain(inner.start(), "split", inner.task("a"), inner.terminate("stop"))
    inner.chain("split", inner.task("b"), inner.end())
    run = Run(a_definition(outer, inner), "outer")
    step = run.complete("a", result="expired")
    assert {(closed.bpmn_id, closed.completed) for closed in step.closed} == {("a", True), ("b", False)}
    assert run.open() == ["after"]
    assert run.task("after").data == {"result": "expired"}


def failing() -> Process:
    process = Process("p")
    process.choice("x", default="no")
    process.chain(process.start(), process.task("a"), "x", process.end())
    process.parts.pop()
    process.flow("x", "p_end", "decision == 'stop'", id_="yes")
    process.flow("x", process.task("b"), id_="no")
    process.chain("b", process.end("e"))
    return process


def test_a_failing_expression_is_an_incident_with_its_element_and_the_names_of_the_data() -> None:
    run = Run(a_definition(failing()), "p", {"origin": "report"})
    with pytest.raises(IncidentError) as caught:
        run.complete("a", verdict="secret")
    incident = caught.value
    assert (incident.element, incident.expression) == ("x", "decision == 'stop'")
    assert incident.data_keys == ("origin", "verdict")
    assert "secret" not in str(incident)


def test_after_an_incident_the_live_instance_is_spent_and_the_journal_goes_on() -> None:
    run = Run(a_definition(failing()), "p")
    with pytest.raises(IncidentError):
        run.complete("a")
    with pytest.raises(SpentInstanceError):
        run.complete("a", decision="go")
    run.cold = True
    run.complete("a", decision="go")
    assert run.open() == ["b"]


def test_a_gateway_without_a_way_out_is_an_incident() -> None:
    process = Process("p")
    process.add("exclusiveGateway", "x")
    process.chain(process.start(), process.task("a"), "x")
    for way in "yz":
        process.flow("x", process.end(way), f"way == '{way}'")
    with pytest.raises(IncidentError, match="x: No conditions satisfied"):
        Run(a_definition(process), "p").complete("a", way="?")


def test_a_step_of_more_than_1000_automatic_tasks_is_refused() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.call("c", "q", times(12)), process.end())
    called = Process("q")
    scripts = [called.script(f"s{number}", f"x = {number}") for number in range(90)]
    called.chain(called.start(), *scripts, called.end())
    run = Run(a_definition(process, called), "p")
    with pytest.raises(StepBudgetError, match="1000"):
        run.complete("a")


def a_loop(*, timer: bool = False) -> Process:
    loop = Process("loop")
    loop.choice("more", default="out")
    loop.chain(loop.start(), loop.task("work"), "more")
    loop.flow("more", "work", "again == True")
    loop.flow("more", loop.end(), id_="out")
    if timer:
        loop.timer("t", "work", '"P9D"')
        loop.chain("t", loop.end("late"))
    return loop


@pytest.mark.parametrize("timer", [False, True])
def test_a_loop_of_1100_rounds_neither_stalls_nor_grows(*, timer: bool) -> None:
    instance, step = start(
        a_definition(a_loop(timer=timer)), "loop", {}, instance_id=INSTANCE_ID, now=NOON, deadlines=Limits()
    )
    sizes = []
    for left in range(1100, 0, -1):
        (task,) = instance.open_tasks()
        step = instance.complete(task.id, {"again": left > 1}, now=NOON, deadlines=Limits())
        sizes.append(len(step.delta))
    assert step.ended
    assert max(sizes) < 2_500
    assert len(instance.snapshot()) < 3_000
