"""A human task, its states (open, claimed, completed, cancelled) and what orders it among others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from chassis.errors import InvalidInputError, WrongStateError
from workflow.domain.instance import InstanceState
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


UNFINISHED = frozenset({TaskState.OPEN, TaskState.CLAIMED})
IN_HAND = frozenset({TaskState.CLAIMED})
TAKES: Mapping[str, frozenset[TaskState]] = {
    "claim": frozenset({TaskState.OPEN}),
    "unclaim": IN_HAND,
    "assign": UNFINISHED,
    "delegate": IN_HAND,
    "give-back": IN_HAND,
    "priority": UNFINISHED,
    "follow-up": UNFINISHED,
    "draft": IN_HAND,
    "return": IN_HAND,
    "complete": UNFINISHED,
}
"""In which states a task takes which verb."""

NEXT_STEP = {
    TaskState.OPEN: ("claim it first", "ambil dahulu tugas ini"),
    TaskState.CLAIMED: ("somebody is working on it", "tugas sedang dikerjakan seseorang"),
    TaskState.COMPLETED: (
        "it is done; its answers are in the journal, and a wrong date is corrected by a new fact of the case",
        "sudah selesai; jawabannya ada di jurnal, dan tanggal yang salah diperbaiki dengan fakta baru",
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
    follow_up_by: str | None = None
    """Who put it off."""
    delegators: list[str] = field(default_factory=list)
    """Who handed it on, the last one last: there it goes when it is given back."""
    returned_at: datetime | None = None
    """When a coordinator last returned it for correction."""
    case_state: InstanceState = InstanceState.RUNNING
    """Whether its case takes steps now: while it is stuck or suspended, the task cannot be completed."""
    working_limit: int | None = None
    """Where the safe limit stands in working time: seconds of working days since a fixed day, in the zone."""
    limit_unconfirmed: bool = False
    """Its limit rests on a rule that is general knowledge (`G`) and that no lawyer has confirmed."""
    limit_provisional: bool = False
    """Its limit was counted over days of a year whose decree is not there yet."""

    def claim(self, officer: Officer) -> None:
        """Take it; a task taken by oneself already stays as it is."""
        if self.state is TaskState.CLAIMED and self.assignee == officer.id:
            return
        self.must_take("claim")
        self._hand_to(officer.id)

    def unclaim(self, officer: Officer) -> None:
        """Give it back to the inbox."""
        self.must_be_free_for(officer, verb="unclaim")
        self._hand_to(None)

    def assign(self, assignee: str | None) -> None:
        """Put it into these hands, whoever has it now; None puts it back into the inbox."""
        self.must_take("assign")
        self._hand_to(assignee)

    def delegate(self, assignee: str) -> None:
        """Its holder hands it on, and gets it again when it is given back."""
        holders = [*self.delegators, *([self.assignee] if self.assignee else [])]
        self._hand_to(assignee)
        self.delegators = holders

    def give_back(self) -> None:
        """Back to whoever handed it on last."""
        *earlier, last = self.delegators
        self._hand_to(last)
        self.delegators = earlier

    def prioritize(self, priority: Priority) -> None:
        """Before or behind others."""
        self.priority = priority
        self.version += 1

    def postpone(self, until: date | None, *, by: Officer) -> None:
        """To be looked at again on that day; None means now."""
        self.follow_up_on, self.follow_up_by = until, None if until is None else by.id
        self.version += 1

    def return_to_holder(self, *, now: datetime) -> None:
        """To be mended before it is completed; it stays in the same hands, and in sight."""
        self.returned_at = now
        self.follow_up_on = self.follow_up_by = None
        self.version += 1

    def complete(self, officer: Officer, *, now: datetime) -> None:
        """Close it; its answers are the journal's to keep. An open task is taken in the same moment."""
        self.must_be_free_for(officer)
        self.state, self.assignee = TaskState.COMPLETED, officer.id
        self.version += 1
        self.closed_at = now

    def must_take(self, verb: str) -> None:
        """Raises WrongStateError in a state that does not take this verb."""
        if self.state not in TAKES[verb]:
            self._refuse(verb)

    def must_be_free_for(self, officer: Officer, *, verb: str = "complete") -> None:
        """Raises WrongStateError in a state that does not take this verb, or when somebody else has it in hand."""
        if self.state is TaskState.CLAIMED and self.assignee != officer.id:
            raise _in_other_hands()
        self.must_take(verb)

    def must_be_delegated(self) -> None:
        """Raises WrongStateError where there is nobody to give it back to."""
        if not self.delegators:
            raise WrongStateError(
                "Nobody delegated this task to you. Put it back into the inbox with `unclaim`.",
                id="Tugas ini tidak didelegasikan kepada Anda. Kembalikan ke kotak tugas dengan `unclaim`.",
                field="delegators",
            )

    def refuse_meddling(self, officer: Officer) -> None:
        """Raises WrongStateError when another officer holds it, unless this one coordinates."""
        if self.assignee not in (None, officer.id) and not officer.is_one_of(Role.COORDINATOR):
            raise _in_other_hands()

    def refuse_circle(self, assignee: str) -> None:
        """Raises InvalidInputError for handing it to oneself, or to one from whom it came."""
        if assignee in (self.assignee, *self.delegators):
            raise InvalidInputError(
                "Delegate to somebody through whose hands the task has not come; to return it, use `give-back`.",
                id="Delegasikan kepada orang yang belum memegang tugas ini; untuk mengembalikannya, pakai `give-back`.",
                field="assignee",
                rule="delegation-without-circle",
            )

    def cancel(self, *, now: datetime) -> None:
        """The procedure no longer asks for it."""
        self.state = TaskState.CANCELLED
        self.version += 1
        self.closed_at = now

    def move(self, office: str, level: str, *, clock_office: str) -> None:
        """Another office handles the case now; whoever had the task in hand there no longer has."""
        self.office, self.level, self.clock_office = office, level, clock_office
        self._hand_to(None)

    def redraw(
        self, *, name: str, title: str, form: str, limit_name: str | None, agency: str, role: Role
    ) -> None:
        """Another version draws it otherwise; in the lane of another agency it is nobody's yet."""
        elsewhere = agency != self.agency or role is not self.role
        self.name, self.title, self.form, self.limit_name = name, title, form, limit_name
        self.agency, self.role = agency, role
        if elsewhere:
            self._hand_to(None)
        else:
            self.version += 1

    def follow(self, stage: str, *, register_number: str | None, case_state: InstanceState) -> None:
        """Say what became of its case; as with limits, the version stays."""
        self.stage, self.register_number, self.case_state = stage, register_number, case_state

    def due(
        self,
        *,
        safe_limit: datetime | None,
        legal_limit: datetime | None,
        working_limit: int | None,
        unconfirmed: bool = False,
        provisional: bool = False,
    ) -> None:
        """Show the limit that hangs on it; not a change its reader must know of, so the version stays."""
        self.due_at, self.legal_limit, self.working_limit = safe_limit, legal_limit, working_limit
        self.limit_unconfirmed, self.limit_provisional = unconfirmed, provisional

    def _hand_to(self, assignee: str | None) -> None:
        """Other hands are not bound by what the last ones put off, nor by who lent it to them."""
        self.state = TaskState.OPEN if assignee is None else TaskState.CLAIMED
        self.assignee, self.delegators = assignee, []
        self.follow_up_on = self.follow_up_by = None
        self.version += 1

    def _refuse(self, verb: str) -> None:
        en, said_id = NEXT_STEP[self.state]
        raise WrongStateError(
            f"A task that is {self.state} cannot take `{verb}`: {en}.",
            id=f"Tugas berstatus {self.state} tidak dapat menerima `{verb}`: {said_id}.",
            field="state",
        )


def _in_other_hands() -> WrongStateError:
    return WrongStateError(
        "Somebody else has this task. Ask them to give it back, or ask the coordinator.",
        id="Tugas ini dipegang orang lain. Minta dikembalikan, atau hubungi koordinator.",
        field="assignee",
    )
