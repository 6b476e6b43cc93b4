"""Joins on the way of a state's tokens: which are half-filled, and which of another version would never fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway

from workflow.engine.definitions import Definition
from workflow.engine.errors import Obstacle
from workflow.engine.journal import State, TaskRecord
from workflow.engine.spiff import (
    CANCELLED,
    COMPLETED,
    FINISHED,
    LIVE,
    WAITING,
    SpiffSpec,
    input_names,
    output_names,
)

JOINS = (ParallelGateway, InclusiveGateway)
Rename = Callable[[str], str]


@dataclass(frozen=True)
class HalfFilledJoin:
    """A join to which some of its branches have come and others have not, by the elements before it."""

    process_id: str
    element: str
    arrived: tuple[str, ...]
    missing: tuple[str, ...]


def half_filled_joins(state: State, definition: Definition) -> tuple[HalfFilledJoin, ...]:
    """In the order of the processes that run."""
    return tuple(
        HalfFilledJoin(
            flow["spec"], name, tuple(sorted(arrived)), tuple(sorted({*input_names(spec)} - arrived))
        )
        for key, flow in state.flows.items()
        for name, spec in _joins(definition.spec(flow["spec"]))
        if (arrived := _arrived(state, key, name))
    )


def join_obstacles(state: State, old: Definition, new: Definition, renamed: Rename) -> Iterator[Obstacle]:
    """Joins that tokens wait at, or run towards, and that the other version would fill otherwise or never."""
    for key, flow in state.flows.items():
        if renamed(flow["spec"]) in new.specs:
            before, after = old.spec(flow["spec"]), new.spec(renamed(flow["spec"]))
            yield from _lost(state, key, before, after, renamed)
            yield from _never_full(state, key, before, after, renamed)


def _lost(state: State, key: str, before: SpiffSpec, after: SpiffSpec, renamed: Rename) -> Iterator[Obstacle]:
    """A join that brought tokens together and does so no more; one half-filled whose branches are others."""
    there, tokens = dict(_joins(after)), _tokens(state, key)
    for name, spec in _joins(before):
        coming = sum(name in _ahead(before, token) for token in tokens)
        arrived, drawn = _arrived(state, key, name), there.get(renamed(name))
        if (coming > 1 or arrived) and drawn is None:
            yield Obstacle(name, "the new version has no such join, and several tokens run towards it")
        elif arrived and drawn is not None:
            others = {renamed(before_it) for before_it in input_names(spec)} ^ {*input_names(drawn)}
            if others:
                said = f"it is half-filled, and {_list(others)} lead to it in one version only"
                yield Obstacle(name, said)


def _never_full(
    state: State, key: str, before: SpiffSpec, after: SpiffSpec, renamed: Rename
) -> Iterator[Obstacle]:
    """A parallel join that some token will reach while another branch, drawn before where the case stands, cannot.

    One that is lost already, because what led to it was interrupted, is no worse off.
    """
    tokens = _tokens(state, key)
    arrived = {name: _arrived(state, key, name) for name, _ in _joins(before)}
    lost = _unreachable(before, tokens, arrived)
    lost = {renamed(name): {*map(renamed, missing)} for name, missing in lost.items()}
    arrived = {renamed(name): frozenset(map(renamed, found)) for name, found in arrived.items()}
    for name, missing in _unreachable(after, [*map(renamed, tokens)], arrived).items():
        if more := missing - lost.get(name, set()):
            said = f"it would wait for ever: the case stands behind the fork that leads to {_list(more)}"
            yield Obstacle(name, said)


def _unreachable(
    process: SpiffSpec, tokens: list[str], arrived: Mapping[str, frozenset[str]]
) -> dict[str, set[str]]:
    """Of each parallel join on the way of these tokens, the branches from which nothing can come."""
    ahead = {name for token in tokens for name in _ahead(process, token)} | {*tokens}
    found = {}
    for name, spec in _joins(process):
        expected, here = {*input_names(spec)}, arrived.get(name, frozenset())
        if isinstance(spec, ParallelGateway) and (here or expected & ahead):
            found[name] = expected - ahead - here
    return found


def _joins(process: SpiffSpec) -> Iterator[tuple[str, Any]]:
    for name, spec in process.task_specs.items():
        if isinstance(spec, JOINS) and len(input_names(spec)) > 1:
            yield name, spec


def _arrived(state: State, key: str, join: str) -> frozenset[str]:
    """The elements from which tokens have come since the join was last passed; none while nobody waits there."""
    found = [task for task in _tasks(state, key) if task["spec"] == join]
    if not any(task["state"] == WAITING for task in found):
        return frozenset()
    passed = max((task["tick"] for task in found if task["state"] == COMPLETED), default=0)
    here = [task for task in found if task["state"] in (WAITING, CANCELLED) and task["tick"] > passed]
    parents = [state.tasks[str(task["parent"])] for task in here if "parent" in task]
    return frozenset(parent["spec"] for parent in parents if parent["state"] & FINISHED)


def _tokens(state: State, key: str) -> list[str]:
    return [task["spec"] for task in _tasks(state, key) if task["state"] & LIVE]


def _tasks(state: State, key: str) -> Iterator[TaskRecord]:
    return (task for task in state.tasks.values() if task["flow"] == key)


def _ahead(process: SpiffSpec, name: str) -> set[str]:
    """Every element that a token at this one may come to."""
    specs: Mapping[str, SpiffSpec] = process.task_specs
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        at = specs.get(waiting.pop())
        for follower in () if at is None else output_names(at):
            if follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    return seen


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names))
