"""What the library does to data, predictions and joins where our repairs, moves and migrations rely on it."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.contracts.spiffworkflow.library import complete, every, parsed, started, started_on
from tests.support.drawing import Process, straight


def timed() -> Process:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", '"P1D"')
    process.chain("t", process.task("late"), process.end("late_end"))
    return process


def test_what_waits_takes_its_parents_data_whenever_it_looks_up() -> None:
    workflow = started(timed(), x="old")
    waiting = every(workflow, "t")[0]
    waiting.data["x"] = "repaired"
    workflow.refresh_timers()
    assert waiting.data["x"] == "old"


def test_what_is_ready_keeps_its_own_data() -> None:
    workflow = started(timed(), x="old")
    every(workflow, "a")[0].data["x"] = "repaired"
    workflow.refresh_timers()
    assert every(workflow, "a")[0].data["x"] == "repaired"


def test_what_follows_a_token_is_predicted_and_can_be_predicted_anew_from_another_spec() -> None:
    workflow = started(straight("p", "a", "b"))
    other, _ = parsed(straight("p", "a", "new", "b"))
    (at,) = every(workflow, "a")
    assert [child.state for child in at.children] == [TaskState.FUTURE]
    at._drop_children(force=True)
    workflow.spec, at.task_spec = other, other.task_specs["a"]
    at.task_spec._predict(at, mask=TaskState.NOT_FINISHED_MASK)
    complete(workflow, "a")
    assert [task.state for task in every(workflow, "new")] == [TaskState.READY]


def test_nothing_is_predicted_behind_a_triggered_event_sub_process() -> None:
    top, track = straight("p", "main"), Process("track")
    track.messages.append("named")
    message = '<bpmn:messageEventDefinition messageRef="m_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.task("x"), track.end())
    top.inner_process(track, by_event=True)
    workflow = started_on(*parsed(top))
    workflow.send_event(BpmnEvent(MessageEventDefinition("named"), {}))
    workflow.do_engine_steps()
    (caller,) = every(workflow, "track")
    assert (caller.state, caller.children) == (TaskState.STARTED, [])


def a_fork() -> Process:
    process = Process("p")
    process.add("parallelGateway", "fork")
    process.add("parallelGateway", "join")
    process.chain(process.start(), "fork", process.task("a"), "join", process.task("after"), process.end())
    process.chain("fork", process.task("b"), "join")
    return process


def states(workflow: Any, name: str) -> list[int]:
    return sorted(task.state for task in every(workflow, name) if task.state > TaskState.FUTURE)


def test_a_half_filled_join_is_a_waiting_task_whose_parent_is_finished() -> None:
    workflow = started(a_fork())
    assert states(workflow, "join") == []
    complete(workflow, "a")
    waiting = [task for task in every(workflow, "join") if task.state == TaskState.WAITING]
    assert [task.parent.task_spec.name for task in waiting] == ["a"]


def test_a_cancelled_workflow_has_nothing_unfinished_and_calls_itself_completed() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.end())
    workflow = started(outer, straight("inner", "a"))
    workflow.cancel()
    flows = [workflow, *workflow.subprocesses.values()]
    tasks = [task for flow in flows for task in flow.tasks.values()]
    assert workflow.completed
    assert [task for task in tasks if not task.state & TaskState.FINISHED_MASK] == []
