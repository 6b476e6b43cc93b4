"""The journal's own picture of an instance: records of tasks and flows, deltas between them, and the fold.

Records hold absolute values. A task is known by a number given in the order of creation; its data and its
internal data are referred to by number too and kept once a content. Times are ticks: the order of state
changes, not the wall clock. So two runs over the same inputs write the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, cast

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
        self.version = delta.version or self.version
        for key in delta.gone_flows:
            del self.flows[key]
        for number in delta.gone:
            del self.tasks[str(number)]

    def copy(self) -> State:
        """Another state with the same records: none is ever changed, only replaced."""
        return State(
            self.version,
            self.instance,
            self.counters.copy(),
            dict(self.flows),
            dict(self.tasks),
            dict(self.contents),
        )

    def share_contents(self) -> None:
        """Let equal contents have one number, as they do in a state that grew step by step."""
        first: dict[bytes, int] = {}
        same = {
            int(key): first.setdefault(data_bytes(self.contents[key]), int(key))
            for key in sorted(self.contents, key=int)
        }
        for number, task in self.tasks.items():
            self.tasks[number] = cast(TaskRecord, _pointed(task, ("data", "internal"), same))
        for key, flow in self.flows.items():
            self.flows[key] = cast(FlowRecord, _pointed(flow, ("data", "correlations"), same))
        self.forget_unused()

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
    version: str | None = None
    """Of the definition that the instance runs on from here; None where it stays the same."""

    def to_bytes(self) -> bytes:
        """The bytes that are stored and hashed, canonical."""
        rest: dict[str, Any] = {"counters": self.counters, "tasks": self.tasks}
        if self.flows:
            rest["flows"] = self.flows
        if self.gone:
            rest["gone"] = self.gone
        if self.gone_flows:
            rest["gone_flows"] = self.gone_flows
        if self.version is not None:
            rest["version"] = self.version
        return _with_contents(self.contents, rest)


def _pointed(record: Mapping[str, Any], keys: Iterable[str], same: Mapping[int, int]) -> Mapping[str, Any]:
    moved = {key: same[record[key]] for key in keys if key in record and same[record[key]] != record[key]}
    return {**record, **moved} if moved else record


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
        version=read.get("version"),
    )


def difference(before: State, after: State) -> Delta:
    """The one step that leads from a state to another, whatever happened between them."""
    return Delta(
        counters=after.counters,
        flows={key: flow for key, flow in after.flows.items() if before.flows.get(key) != flow},
        tasks={number: task for number, task in after.tasks.items() if before.tasks.get(number) != task},
        contents={key: value for key, value in after.contents.items() if key not in before.contents},
        gone=tuple(sorted(int(number) for number in before.tasks.keys() - after.tasks.keys())),
        gone_flows=tuple(sorted(before.flows.keys() - after.flows.keys())),
        version=None if after.version == before.version else after.version,
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
