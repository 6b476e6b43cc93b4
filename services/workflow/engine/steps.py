"""What a step tells its caller: the delta to store, and what people, timers and messages see differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class HumanTask:
    """A task that waits for a person. `id` is the same in every replay of the same inputs."""

    id: UUID
    bpmn_id: str
    name: str
    lane: str | None
    properties: Mapping[str, str]
    process_id: str
    data: Mapping[str, Any]
    path: tuple[str, ...] = ()
    """The call activities and sub-processes, outermost first, inside which the task lies."""


@dataclass(frozen=True)
class EndedProcess:
    """A called process that came to its own end in this step, with the data it gave back."""

    process_id: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class ClosedTask:
    """A task that no longer waits: completed, or cancelled by the course of the process."""

    id: UUID
    bpmn_id: str
    completed: bool


@dataclass(frozen=True)
class Timer:
    """A timer, waiting or fired: on a named limit of the case or of a track, or due at an instant."""

    bpmn_id: str
    process_id: str
    limit: str | None
    due: datetime | None
    track: str | None = None


@dataclass(frozen=True)
class Step:
    """One entry of the journal and its effects; `delta` is the canonical bytes to store and hash."""

    sequence: int
    delta: bytes
    opened: tuple[HumanTask, ...]
    closed: tuple[ClosedTask, ...]
    fired: tuple[Timer, ...]
    timers: tuple[Timer, ...]
    waiting_messages: tuple[str, ...]
    active: tuple[str, ...]
    ended: bool
    data: Mapping[str, Any]
    returned: tuple[EndedProcess, ...] = ()
    redrawn: tuple[HumanTask, ...] = ()
    """Tasks that stayed open and are drawn in another way since: only a change of the definition does that."""

    @property
    def outcome(self) -> str | None:
        """The variable `outcome` of an ended process."""
        outcome = self.data.get("outcome")
        return outcome if isinstance(outcome, str) else None
