"""Timers, messages, gateways and failures as the library handles them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.contracts.spiffworkflow.library import complete, every, ready, started
from tests.support.drawing import Process, straight, times


def two_waiters() -> Process:
    process = Process("p")
    process.add("parallelGateway", "split")
    process.start()
    process.flow("p_start", "split")
    for name in "ab":
        process.chain("split", process.catch_message(f"wait_{name}", "news"), process.end(f"end_{name}"))
    return process


def news() -> BpmnEvent:
    return BpmnEvent(MessageEventDefinition("news"), {})


def test_one_message_wakes_every_waiter() -> None:
    workflow = started(two_waiters())
    workflow.send_event(news())
    workflow.do_engine_steps()
    assert workflow.completed


def test_a_message_handed_to_one_task_wakes_that_one_only() -> None:
    workflow = started(two_waiters())
    waiting = every(workflow, "wait_a")[0]
    waiting.task_spec.catch(waiting, news())
    waiting.task_spec._update(waiting)
    workflow.do_engine_steps()
    assert every(workflow, "wait_a")[0].state == TaskState.COMPLETED
    assert every(workflow, "wait_b")[0].state == TaskState.WAITING


def test_a_message_nobody_waits_for_raises() -> None:
    with pytest.raises(WorkflowException, match="not waiting"):
        started(straight("p", "a")).send_event(news())


def test_timers_read_the_clock_of_the_machine() -> None:
    process = Process("p")
    process.chain(process.start(), process.catch_timer("t", '"P1D"'), process.end())
    due = every(started(process), "t")[0].internal_data["event_value"]
    assert abs((datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds() - 86_400) < 60


def timed(duration: str, *, interrupting: bool = False) -> Process:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", duration, interrupting=interrupting)
    process.chain("t", process.task("late"), process.end("late_end"))
    return process


def test_a_timers_date_is_worked_out_once_and_kept() -> None:
    workflow = started(timed("wait"), wait="P1D")
    due = every(workflow, "t")[0].internal_data["event_value"]
    every(workflow, "a.BoundaryEventSplit")[0].data["wait"] = "P9D"
    workflow.refresh_timers()
    assert every(workflow, "t")[0].internal_data["event_value"] == due


def test_a_due_timer_is_only_ready_when_the_engine_steps_end() -> None:
    workflow = started(timed('"PT0S"'))
    assert every(workflow, "t")[0].state in (TaskState.READY, TaskState.COMPLETED)
    workflow.do_engine_steps()
    assert ready(workflow) == ["a", "late"]


def test_a_completion_wins_over_an_interrupting_timer_that_fell_due_meanwhile() -> None:
    workflow = started(timed('"P1D"', interrupting=True))
    every(workflow, "t")[0].internal_data["event_value"] = "2000-01-01T00:00:00+00:00"
    complete(workflow, "a")
    assert every(workflow, "t")[0].state == TaskState.CANCELLED
    assert workflow.completed


def test_a_multi_instance_right_after_a_boundary_event_cannot_start() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", '"PT0S"')
    process.chain("t", process.task("each", times(2)), process.end("late_end"))
    with pytest.raises(WorkflowException, match="non-predicted child"):
        started(process).do_engine_steps()


def test_an_inclusive_join_in_a_loop_fires_too_early_in_the_second_round() -> None:
    process = Process("p")
    process.add("exclusiveGateway", "entry")
    process.add("inclusiveGateway", "split", default="none")
    process.add("inclusiveGateway", "join")
    process.choice("again", default="out")
    process.chain(process.start(), "entry", "split")
    for name in "ab":
        process.flow("split", process.task(name), "True")
        process.flow(name, "join")
    process.flow("split", "join", id_="none")
    process.chain("join", process.task("ask"), "again")
    process.flow("again", "entry", "more == 1")
    process.flow("again", process.end(), id_="out")
    workflow = started(process)
    for name in ("a", "b"):
        complete(workflow, name)
    assert ready(workflow) == ["ask"]
    complete(workflow, "ask", more=1)
    complete(workflow, "a")
    assert ready(workflow) == ["ask", "b"]


def test_a_completed_event_gateway_keeps_event_objects_in_its_internal_data() -> None:
    process = Process("p")
    process.add("eventBasedGateway", "race")
    process.chain(process.start(), "race", process.catch_message("m", "news"), process.end())
    process.chain("race", process.catch_timer("t", '"P1D"'), process.end("late"))
    workflow = started(process)
    workflow.send_event(news())
    workflow.do_engine_steps()
    assert isinstance(every(workflow, "race")[0].internal_data["seen_events"][0], BpmnEvent)


def test_a_terminate_end_event_leaves_an_event_that_nobody_catches() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.terminate("stop"))
    workflow = started(process)
    complete(workflow, "a")
    assert len(workflow.get_events()) == 1


def test_a_failing_expression_leaves_its_task_in_error_and_other_branches_as_they_were() -> None:
    process = Process("p")
    process.add("parallelGateway", "split")
    process.start()
    process.flow("p_start", "split")
    process.chain("split", process.task("a"), process.script("broken", "x = missing"), process.end())
    process.chain("split", process.task("b"), process.end("end_b"))
    workflow = started(process)
    with pytest.raises(WorkflowTaskException):
        complete(workflow, "a")
    assert every(workflow, "broken")[0].state == TaskState.ERROR
    assert ready(workflow) == ["b"]
