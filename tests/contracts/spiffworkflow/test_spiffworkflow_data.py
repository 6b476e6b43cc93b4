"""How data travels between tasks, and what the library's own converter makes of it."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.serializer.default.workflow import TaskConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from tests.contracts.spiffworkflow.library import complete, every, started
from tests.support.drawing import Process, straight


def a_fork() -> Process:
    fork = Process("fork")
    fork.add("parallelGateway", "split")
    fork.add("parallelGateway", "join")
    fork.chain(fork.start(), "split", fork.task("a"), "join", fork.task("after"), fork.end())
    fork.chain("split", fork.task("b"), "join")
    return fork


def test_at_a_join_a_stale_value_of_the_last_branch_overwrites_the_new_one() -> None:
    workflow = started(a_fork(), x="old")
    complete(workflow, "a", x="new")
    complete(workflow, "b")
    assert every(workflow, "after")[0].data["x"] == "old"


def test_at_a_join_the_order_is_that_of_the_last_state_change() -> None:
    workflow = started(a_fork(), x="old")
    complete(workflow, "b")
    complete(workflow, "a", x="new")
    assert every(workflow, "after")[0].data["x"] == "new"


def test_nested_data_is_shared_between_parallel_branches() -> None:
    workflow = started(a_fork(), people={"list": {"names": []}})
    every(workflow, "a")[0].data["people"]["list"]["names"].append("x")
    assert every(workflow, "b")[0].data["people"]["list"]["names"] == ["x"]


def test_a_called_process_gives_back_the_data_of_its_last_task() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.task("after"), outer.end())
    inner = Process("inner")
    inner.chain(inner.start(), inner.task("a"), inner.terminate("stop"))
    workflow = started(outer, inner)
    complete(workflow, "a", result="stopped")
    assert every(workflow, "after")[0].data == {"result": "stopped"}


def stored(workflow: Any) -> dict[str, Any]:
    registry = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    state: dict[str, Any] = registry.to_dict(workflow)
    return state


def test_the_default_converter_loses_data_when_keys_are_reordered() -> None:
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    workflow = started(straight("p", "a", "b"), kept="yes")
    state = serializer.to_dict(workflow)
    state["tasks"] = dict(reversed(state["tasks"].items()))
    restored = serializer.from_dict(state)
    assert every(workflow, "a")[0].data == {"kept": "yes"}
    assert every(restored, "a")[0].data == {}


def test_the_default_record_of_a_task_changes_with_its_parents_data() -> None:
    workflow = started(straight("p", "a", "b"))
    future = every(workflow, "b")[0]
    registry = BpmnWorkflowSerializer.configure(SPIFF_CONFIG)
    before = TaskConverter(type(future), registry).to_dict(future)["delta"]
    every(workflow, "a")[0].data["new"] = 1
    assert TaskConverter(type(future), registry).to_dict(future)["delta"] != before


def test_the_default_state_carries_all_specs_with_every_instance() -> None:
    state = stored(started(straight("p", "a", "b")))
    assert {"spec", "subprocess_specs"} <= state.keys()
