"""The parts of a state that go their own ways: each run of an event sub-process is one, all the rest is the main line."""

from __future__ import annotations

from collections.abc import Callable

from workflow.engine.definitions import Definition
from workflow.engine.journal import TOP, State

Part = str | None
"""The number of the task that called the event sub-process; None is the main line."""


def part_of_flow(state: State, definition: Definition, flow: str) -> Part:
    """To which part a flow belongs, and with it everything it calls."""
    triggers = definition.spec(state.flows[TOP]["spec"]).start.trigger_specs
    while flow != TOP:
        caller = state.tasks[flow]
        if caller["flow"] == TOP and caller["spec"] in triggers:
            return flow
        flow = caller["flow"]
    return None


def callers(state: State, definition: Definition) -> dict[str, int]:
    """The tasks that stand for event sub-processes on the main line, running or over, with their states."""
    triggers = definition.spec(state.flows[TOP]["spec"]).start.trigger_specs
    return {
        number: task["state"]
        for number, task in state.tasks.items()
        if task["flow"] == TOP and task["spec"] in triggers
    }


def without(state: State, belongs: Callable[[str], bool]) -> State:
    """A copy without the flows of which this says yes, and their tasks."""
    rest = state.copy()
    rest.flows = {key: flow for key, flow in state.flows.items() if not belongs(key)}
    rest.tasks = {number: task for number, task in state.tasks.items() if task["flow"] in rest.flows}
    return rest
