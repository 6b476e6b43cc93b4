"""A human task, its states (open, claimed, completed, cancelled) and what orders it among others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from chassis.errors import WrongStateError
from workflow.domain.officer import Officer, Role
from workflow.domain.zones import Zone


class TaskState(StrEnum):
    """`open` waits for somebody, `claimed` has an assignee; the other two are final."""

    OPEN = "open"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Priority(IntEnum):
    """What a coordinator puts before or behind the rest; stored as its rank, the most pressing first."""

    HIGH = 1
    NORMAL = 2
    LOW = 3


TRANSITIONS: Mapping[str, tuple[frozenset[TaskState], TaskState]] = {
    "claim": (frozenset({TaskState.OPEN}), TaskState.CLAIMED),
    "unclaim": (frozenset({TaskState.CLAIMED}), TaskState.OPEN),
    "complete": (frozenset({TaskState.OPEN, TaskState.CLAIMED}), TaskState.COMPLETED),
}

NEXT_STEP = {
    TaskState.OPEN: ("claim it first", "ambil dahulu tugas ini"),
    TaskState.CLAIMED: ("somebody is working on it", "tugas sedang dikerjakan seseorang"),
    TaskState.COMPLETED: (
        "it is done; read the journal for its answers",
        "sudah selesai; jawabannya ada di jurnal",
    ),
    TaskState.CANCELLED: ("the case went another way", "perkara menempuh jalan lain"),
}


@dataclass
class HumanTask:
    """One piece of work for one agency of one office; its limits are shown in the zone of `clock_office`."""

    id: UUID
    case_id: UUID
    name: str
    title: str
    form: str
    limit_name: str | None
    agency: str
    office: str
    level: str
    regime: str
    confidentiality: int
    intake_number: str
    state: TaskState
    assignee: str | None
    version: int
    created_at: datetime
    due_at: datetime | None
    legal_limit: datetime | None
    closed_at: datetime | None
    zone: Zone
    """Of the office that its clocks count at, for life."""
    stage: str
    """Of its case, now."""
    track: UUID | None = None
    """The suspect it is about; None for a task of the case itself."""
    clock_office: str | None = None
    opened_in: int = 0
    """The journal entry that opened it."""
    discussion: str | None = None
    """For a signature: the task whose minutes are signed."""
    register_number: str | None = None
    articles: list[str] = field(default_factory=list)
    """What the case is classified under."""
    role: Role = Role.OFFICER
    """Whom of the agency the drawing asks."""
    priority: Priority = Priority.NORMAL
    follow_up_on: date | None = None
    """When whoever has it in hand wants to see it again."""
    working_limit: int | None = None
    """Where the safe limit stands in working time: seconds of working days since a fixed day, in the zone."""

    def claim(self, officer: Officer) -> None:
        """Take it; a task taken by oneself already stays as it is."""
        if self.state is TaskState.CLAIMED and self.assignee == officer.id:
            return
        self._move("claim")
        self.assignee = officer.id

    def unclaim(self, officer: Officer) -> None:
        """Give it back to the inbox."""
        self._must_be_of(officer)
        self._move("unclaim")
        self.assignee = None

    def complete(self, officer: Officer, *, now: datetime) -> None:
        """Close it; its answers are the journal's to keep. An open task is taken in the same moment."""
        self.must_be_free_for(officer)
        self._move("complete")
        self.assignee = officer.id
        self.closed_at = now

    def must_be_free_for(self, officer: Officer) -> None:
        """Raises WrongStateError when it is closed or in somebody else's hands."""
        self._must_be_of(officer)
        if self.state not in TRANSITIONS["complete"][0]:
            self._refuse("complete")

    def cancel(self, *, now: datetime) -> None:
        """The procedure no longer asks for it."""
        self.state = TaskState.CANCELLED
        self.version += 1
        self.closed_at = now

    def move(self, office: str, level: str, *, clock_office: str) -> None:
        """Another office handles the case now; whoever had the task in hand there no longer has."""
        self.office, self.level, self.clock_office = office, level, clock_office
        self.state, self.assignee = TaskState.OPEN, None
        self.version += 1

    def follow(self, stage: str, *, register_number: str | None) -> None:
        """Say what became of its case; as with limits, the version stays."""
        self.stage, self.register_number = stage, register_number

    def due(
        self, *, safe_limit: datetime | None, legal_limit: datetime | None, working_limit: int | None
    ) -> None:
        """Show the limit that hangs on it; not a change its reader must know of, so the version stays."""
        self.due_at, self.legal_limit, self.working_limit = safe_limit, legal_limit, working_limit

    def _move(self, verb: str) -> None:
        sources, target = TRANSITIONS[verb]
        if self.state not in sources:
            self._refuse(verb)
        self.state = target
        self.version += 1

    def _must_be_of(self, officer: Officer) -> None:
        if self.state is TaskState.CLAIMED and self.assignee != officer.id:
            raise WrongStateError(
                "Somebody else has this task. Ask them to give it back, or ask the coordinator.",
                id="Tugas ini dipegang orang lain. Minta dikembalikan, atau hubungi koordinator.",
                field="assignee",
            )

    def _refuse(self, verb: str) -> None:
        en, said_id = NEXT_STEP[self.state]
        raise WrongStateError(
            f"A task that is {self.state} cannot take `{verb}`: {en}.",
            id=f"Tugas berstatus {self.state} tidak dapat menerima `{verb}`: {said_id}.",
            field="state",
        )
