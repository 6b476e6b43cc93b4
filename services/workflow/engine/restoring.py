"""Makes a live SpiffWorkflow instance from the journal's state, with the cached specs of its definition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from workflow.engine.canonical import own_copy
from workflow.engine.definitions import Definition
from workflow.engine.errors import JournalError
from workflow.engine.expressions import ScriptEngine
from workflow.engine.journal import TOP, FlowRecord, State
from workflow.engine.spiff import (
    SpiffTask,
    SpiffWorkflow,
    hear_subworkflow,
    is_waiting_event,
    link,
    restored_task,
)
from workflow.engine.tracking import MERGED


def restored_workflow(state: State, definition: Definition) -> SpiffWorkflow:
    """The workflow as it was after the last step of the state; JournalError when the two do not belong together."""
    if state.version != definition.version:
        raise JournalError(f"the journal runs on definition {state.version}, not {definition.version}")
    try:
        return _restored(state, definition)
    except KeyError as error:
        raise JournalError(f"the state refers to {error}, which is not there") from error


def _restored(state: State, definition: Definition) -> SpiffWorkflow:
    top = BpmnWorkflow(
        definition.spec(state.flows[TOP]["spec"]),
        definition.specs,
        script_engine=ScriptEngine(),
        deserializing=True,
    )
    members: dict[str, list[str]] = {key: [] for key in state.flows}
    for number in sorted(state.tasks, key=int):
        members[state.tasks[number]["flow"]].append(number)
    waiting: list[SpiffTask] = []
    # Roots are numbered in the order of creation, so a caller's tasks are there before the called flow.
    for key in sorted(state.flows, key=lambda key: state.flows[key]["root"]):
        workflow = top if key == TOP else _sub(top, UUID(int=int(key)), state.flows[key], definition)
        for number in members[key]:
            task = _task(workflow, int(number), state)
            if is_waiting_event(task):
                waiting.append(task)
        _finish(workflow, state.flows[key], state)
    for task in sorted(waiting, key=lambda task: int(task.last_state_change)):
        top.event_manager.add_task(task)
    return top


def _sub(top: SpiffWorkflow, caller: UUID, record: FlowRecord, definition: Definition) -> SpiffWorkflow:
    call = top.get_task_from_id(caller)
    sub = BpmnSubWorkflow(definition.spec(record["spec"]), caller, top, deserializing=True)
    top.subprocesses[caller] = sub
    hear_subworkflow(sub, call)
    return sub


def _task(workflow: SpiffWorkflow, number: int, state: State) -> SpiffTask:
    record = state.tasks[str(number)]
    task = restored_task(workflow, record["spec"], number, record["state"])
    link(task, record.get("parent"), record.get("children", ()))
    task.last_state_change = record["tick"]
    task.triggered = record.get("triggered", False)
    if "data" in record:
        task.data = _own(state, record["data"])
    if "internal" in record:
        task.internal_data = _own(state, record["internal"])
        if MERGED in task.internal_data:
            merged = [str(UUID(int=child)) for child in task.internal_data[MERGED]]
            task.internal_data[MERGED] = merged
    return task


def _finish(workflow: SpiffWorkflow, record: FlowRecord, state: State) -> None:
    workflow.task_tree = workflow.tasks[UUID(int=record["root"])]
    if "last" in record:
        workflow.last_task = workflow.tasks[UUID(int=record["last"])]
    if "data" in record:
        workflow.data = _own(state, record["data"])
    if "correlations" in record:
        workflow.correlations = _own(state, record["correlations"])
    workflow.completed = record.get("completed", False)
    workflow.success = not record.get("failed", False)


def _own(state: State, number: int) -> dict[str, Any]:
    """A copy for one holder alone."""
    return own_copy(state.contents[str(number)])
