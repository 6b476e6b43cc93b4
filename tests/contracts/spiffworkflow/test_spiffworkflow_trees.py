"""How the library walks and prunes its task trees."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from tests.contracts.spiffworkflow.library import complete, every, ready, started
from tests.support.drawing import Process, straight, times


def a_loop(*, human: bool) -> Process:
    loop = Process("loop")
    loop.start()
    loop.task("work") if human else loop.script("work", "x = 1")
    loop.choice("more", default="out")
    loop.end()
    loop.chain("loop_start", "work", "more")
    loop.flow("more", "work", "again == True")
    loop.flow("more", "loop_end", id_="out")
    return loop


def test_a_loop_of_two_nodes_stalls_after_500_rounds() -> None:
    workflow = started(a_loop(human=True), again=True)
    rounds = 0
    while workflow.get_tasks(state=TaskState.READY, manual=True):
        workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
        workflow.do_engine_steps()
        rounds += 1
    assert 490 < rounds < 510


def test_below_depth_1000_a_workflow_with_a_ready_task_calls_itself_completed() -> None:
    workflow = started(a_loop(human=False), again=True)
    assert workflow.is_completed()
    assert any(task.state == TaskState.READY for task in workflow.tasks.values())


def test_the_task_dictionary_keeps_what_the_tree_walk_loses() -> None:
    workflow = started(a_loop(human=False), again=True)
    assert not workflow.get_tasks(state=TaskState.READY)
    assert [task for task in workflow.tasks.values() if task.state == TaskState.READY]


def test_the_task_dictionary_is_in_the_order_of_creation() -> None:
    workflow = started(straight("p", "a", "b"))
    names = [task.task_spec.name for task in workflow.tasks.values()]
    assert names == ["Start", "p_start", "a", "b", "p_end", "p.EndJoin", "End"]


def test_a_finished_call_can_leave_the_subprocesses_without_changing_the_course() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.task("after"), outer.end())
    workflow = started(outer, straight("inner", "a"))
    complete(workflow, "a", seen=1)
    workflow.subprocesses.clear()
    complete(workflow, "after")
    assert workflow.completed
    assert workflow.data == {"seen": 1}


def each_calls() -> Any:
    """A process in which a multi-instance of calls runs twice."""
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("each", "inner", times(2)), outer.end())
    return started(outer, straight("inner", "a"))


def test_cancelling_a_multi_instance_of_calls_leaves_their_sub_workflows_running() -> None:
    workflow = each_calls()
    every(workflow, "each")[0].cancel()
    assert ready(workflow) == ["a", "a"]


def test_the_sub_workflows_it_leaves_have_no_caller_any_more() -> None:
    workflow = each_calls()
    every(workflow, "each")[0].cancel()
    assert not [sub for sub in workflow.subprocesses.values() if sub.parent_task_id in workflow.tasks]


def test_removed_tasks_are_told_to_the_top_workflow() -> None:
    removed: list[str] = []
    workflow = each_calls()
    workflow.task_removed_event.connect(lambda _flow, task: removed.append(task.task_spec.name))
    every(workflow, "each")[0].cancel()
    assert removed.count("each [child]") == 2
