"""What may be asked of the inbox: filters that all must hold, and the orders a list can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import InvalidInputError
from workflow.domain.instance import InstanceState
from workflow.domain.officer import Officer
from workflow.domain.task import Priority, TaskState

UNFINISHED = (TaskState.OPEN, TaskState.CLAIMED)
DESCENDING = "-"


@dataclass(frozen=True, kw_only=True)
class InboxQuery:
    """Which tasks; every filter that is None or false lets everything pass."""

    states: tuple[TaskState, ...] = UNFINISHED
    agency: str | None = None
    office: str | None = None
    level: str | None = None
    role: str | None = None
    assignee: str | None = None
    mine: Officer | None = None
    """Those that this officer has in hand."""
    candidate: Officer | None = None
    """Open ones that this officer may work on."""
    case_id: UUID | None = None
    case_state: InstanceState | None = None
    track: UUID | None = None
    name: str | None = None
    regime: str | None = None
    stage: str | None = None
    article: str | None = None
    priority: Priority | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    overdue: bool = False
    text: str | None = None

    def __post_init__(self) -> None:
        _refuse_empty_span("created", self.created_from, self.created_until)
        _refuse_empty_span("due", self.due_from, self.due_until)

    @property
    def of_unfinished(self) -> bool:
        """Whether closed tasks are out of the question."""
        return set(self.states) <= set(UNFINISHED)


class Sort(StrEnum):
    """Upwards each begins with what is to be done first: least working time left, due first, oldest, most pressing."""

    URGENCY = "urgency"
    DUE = "due"
    CREATED = "created"
    PRIORITY = "priority"


@dataclass(frozen=True)
class Sorting:
    """An order and its direction; a task without a limit stands last in either direction of the first two."""

    by: Sort
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """`-due` is due in descending order; raises ValueError for what is no order."""
        return cls(Sort(text.removeprefix(DESCENDING)), descending=text.startswith(DESCENDING))

    @classmethod
    def usual(cls, query: InboxQuery) -> Self:
        """The most urgent first; of closed tasks, for which no time runs, the newest."""
        return cls(Sort.URGENCY) if query.of_unfinished else cls(Sort.CREATED, descending=True)

    def __str__(self) -> str:
        return f"{DESCENDING if self.descending else ''}{self.by}"


def _refuse_empty_span(name: str, first: datetime | None, until: datetime | None) -> None:
    if first is not None and until is not None and first >= until:
        raise InvalidInputError(
            f"`{name}_from` must be before `{name}_until`: the second is the first instant that is too late.",
            id=f"`{name}_from` harus sebelum `{name}_until`: yang kedua adalah saat pertama yang sudah lewat.",
            field=f"{name}_from",
            rule="span",
        )
