"""The journal's own picture of an instance: records of tasks and flows, deltas between them, and the fold.

Records hold absolute values. A task is known by a number given in the order of creation; its data and its
internal data are referred to by number too and kept once a content. Times are ticks: the order of state
changes, not the wall clock. So two runs over the same inputs write the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from workflow.engine.canonical import data_bytes, record_bytes
from workflow.engine.errors import JournalError

FORMAT = 1
TOP = "top"


class TaskRecord(TypedDict):
    """One task of the engine; absent keys mean nothing is there."""

    spec: str
    flow: str
    state: int
    tick: int
    parent: NotRequired[int]
    children: NotRequired[list[int]]
    data: NotRequired[int]
    internal: NotRequired[int]
    triggered: NotRequired[bool]
    opened: NotRequired[int]


class FlowRecord(TypedDict):
    """The top workflow (`top`) or a sub-workflow, known by the number of the task that called it."""

    spec: str
    root: int
    last: NotRequired[int]
    data: NotRequired[int]
    correlations: NotRequired[int]
    completed: NotRequired[bool]
    failed: NotRequired[bool]


class Counters(TypedDict):
    """The last number given to a step, a task, a tick and a content."""

    step: int
    task: int
    tick: int
    content: int


@dataclass
class State:
    """Everything a live instance is restored from."""

    version: str
    instance: str
    counters: Counters
    flows: dict[str, FlowRecord] = field(default_factory=dict)
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def apply(self, delta: Delta) -> None:
        """Move on by one step."""
        if delta.counters["step"] != self.counters["step"] + 1:
            found, wanted = delta.counters["step"], self.counters["step"] + 1
            raise JournalError(f"delta of step {found} found where step {wanted} must follow")
        self.counters = delta.counters
        self.flows |= delta.flows
        self.tasks |= delta.tasks
        self.contents |= delta.contents
        for key in delta.gone_flows:
            del self.flows[key]
        for number in delta.gone:
            del self.tasks[str(number)]

    def forget_unused(self) -> None:
        """Drop contents that no record refers to any more."""
        used = {str(number) for number in referred(self.flows, self.tasks)}
        for key in self.contents.keys() - used:
            del self.contents[key]

    def to_bytes(self) -> bytes:
        """The snapshot, canonical."""
        rest = {
            "counters": self.counters,
            "flows": self.flows,
            "format": FORMAT,
            "instance": self.instance,
            "tasks": self.tasks,
            "version": self.version,
        }
        return _with_contents(self.contents, rest)


@dataclass(frozen=True)
class Delta:
    """What one step changed."""

    counters: Counters
    flows: Mapping[str, FlowRecord]
    tasks: Mapping[str, TaskRecord]
    contents: Mapping[str, dict[str, Any]]
    gone: tuple[int, ...]
    gone_flows: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """The bytes that are stored and hashed, canonical."""
        rest: dict[str, Any] = {"counters": self.counters, "tasks": self.tasks}
        if self.flows:
            rest["flows"] = self.flows
        if self.gone:
            rest["gone"] = self.gone
        if self.gone_flows:
            rest["gone_flows"] = self.gone_flows
        return _with_contents(self.contents, rest)


def referred(flows: Mapping[str, FlowRecord], tasks: Mapping[str, TaskRecord]) -> set[int]:
    """The numbers of all contents that records refer to."""
    used = {record[key] for record in tasks.values() for key in ("data", "internal") if key in record}
    return used | {
        record[key] for record in flows.values() for key in ("data", "correlations") if key in record
    }


def state_from(snapshot: bytes) -> State:
    """Read a snapshot back; JournalError when it is not one of ours."""
    read = _read(snapshot)
    if read.get("format") != FORMAT:
        raise JournalError(
            f"snapshot format {read.get('format')!r} is not {FORMAT}; migrate the journal first"
        )
    return State(
        version=read["version"],
        instance=read["instance"],
        counters=read["counters"],
        flows=read["flows"],
        tasks=read["tasks"],
        contents=read.get("contents", {}),
    )


def delta_from(stored: bytes) -> Delta:
    """Read a delta back."""
    read = _read(stored)
    return Delta(
        counters=read["counters"],
        flows=read.get("flows", {}),
        tasks=read["tasks"],
        contents=read.get("contents", {}),
        gone=tuple(read.get("gone", ())),
        gone_flows=tuple(read.get("gone_flows", ())),
    )


def fold(snapshot: bytes, deltas: Iterable[bytes]) -> State:
    """The state after these steps; they must follow the snapshot without a gap."""
    state = state_from(snapshot)
    for stored in deltas:
        state.apply(delta_from(stored))
    state.forget_unused()
    return state


def _read(stored: bytes) -> dict[str, Any]:
    try:
        read = json.loads(stored)
    except ValueError as error:
        raise JournalError(f"journal bytes are not JSON: {error}") from error
    if not isinstance(read, dict) or "counters" not in read:
        raise JournalError("journal bytes are not a record of this engine")
    return read


def _with_contents(contents: Mapping[str, Mapping[str, Any]], rest: Mapping[str, Any]) -> bytes:
    """`contents` sorts before every key of the rest, so its bytes can be put in front."""
    if not contents:
        return record_bytes(rest)
    inner = b",".join(b'"%s":%s' % (key.encode(), data_bytes(contents[key])) for key in sorted(contents))
    return b'{"contents":{%s},%s' % (inner, record_bytes(rest)[1:])
