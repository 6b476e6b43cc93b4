"""Bringing running cases to another version of the procedure: which, how far the work is, and how each case fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import InvalidInputError, NotFoundError, WrongStateError


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Cases that have not ended: of one version, of an office and all below it, or these; None does not narrow."""

    source: str | None = None
    office: str | None = None
    cases: tuple[UUID, ...] | None = None


class MigrationState(StrEnum):
    """Work goes on in the background until no case is left."""

    RUNNING = "running"
    DONE = "done"


class Fate(StrEnum):
    """How one case fared; a case that was undone stands in the migration that undid it as `undone`."""

    MIGRATED = "migrated"
    UNDONE = "undone"
    REFUSED = "refused"


@dataclass(frozen=True)
class Hindrance:
    """Why a case stays where it is: the element of the drawing, or `case`, and what is in the way."""

    element: str
    reason: str


@dataclass
class Migration:
    """One order to migrate, or to undo the one that `undoes` names; counts are cases."""

    id: UUID
    target: str | None
    """The version to go to; None where each case goes back to its own."""
    selection: Selection
    renamed: Mapping[str, str]
    reason: str
    requested_by: str
    requested_at: datetime
    total: int
    undoes: UUID | None = None
    state: MigrationState = MigrationState.RUNNING
    done: int = 0
    moved: int = 0
    refused: int = 0
    cursor: UUID | None = None
    finished_at: datetime | None = None

    def count(self, case_id: UUID, fate: Fate) -> None:
        """One case more is dealt with."""
        self.cursor, self.done = case_id, self.done + 1
        if fate is Fate.REFUSED:
            self.refused += 1
        else:
            self.moved += 1

    def finish(self, *, now: datetime) -> None:
        """No case is left."""
        self.state, self.finished_at = MigrationState.DONE, now

    def must_be_done(self) -> None:
        """Raises WrongStateError while cases are still being moved."""
        if self.state is not MigrationState.DONE:
            raise WrongStateError(
                "This migration is still at work. Undo it once it is done.",
                id="Migrasi ini masih berjalan. Batalkan setelah selesai.",
                field="state",
            )

    def must_not_undo(self) -> None:
        """Raises WrongStateError for one that itself undid another."""
        if self.undoes is not None:
            raise WrongStateError(
                "This one undid a migration. To go forward again, migrate anew.",
                id="Ini sudah merupakan pembatalan migrasi. Untuk maju lagi, buat migrasi baru.",
                field="undoes",
            )


@dataclass(frozen=True)
class MovedCase:
    """How one case fared; `sequence` is the journal entry of one that was moved."""

    migration: UUID
    case_id: UUID
    fate: Fate
    source: str
    sequence: int | None
    hindrances: Sequence[Hindrance]
    at: datetime


@dataclass(frozen=True)
class TaskSeen:
    """A task of the dry run, by its name in the drawing."""

    name: str
    agency: str
    form: str


@dataclass(frozen=True)
class TaskRedrawn:
    """An open task that stays, and what would be another about it."""

    task_id: UUID
    before: TaskSeen
    after: TaskSeen


@dataclass(frozen=True)
class HalfFilled:
    """A join to which some branches have come and others not yet."""

    process: str
    element: str
    arrived: Sequence[str]
    missing: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a migration would do to one case. `hindrances` are why it cannot be; then nothing else is foretold."""

    case_id: UUID
    office: str
    stage: str
    state: str
    source: str
    hindrances: Sequence[Hindrance] = ()
    opens: Sequence[TaskSeen] = ()
    closes: Sequence[TaskSeen] = ()
    moves: Sequence[TaskRedrawn] = ()
    forms_changed: Sequence[str] = ()
    timers_started: Sequence[str] = ()
    timers_stopped: Sequence[str] = ()
    messages_added: Sequence[str] = ()
    messages_dropped: Sequence[str] = ()
    half_filled_joins: Sequence[HalfFilled] = ()

    @property
    def possible(self) -> bool:
        return not self.hindrances


@dataclass(frozen=True)
class Comparison:
    """Two versions of the procedure, by the ids of their elements, and forms of the same name that differ.

    `unset_variables` are those that expressions of the target read and nothing in the source ever writes: a case that
    comes to one of them beyond what writes it there gets stuck, and is repaired.
    """

    source: str
    removed: Sequence[str]
    added: Sequence[str]
    forms_changed: Sequence[str]
    unset_variables: Sequence[str]


@dataclass(frozen=True)
class DryRun:
    """What would become of some cases, and where the rest begins."""

    target: str
    comparisons: Sequence[Comparison]
    cases: Sequence[Forecast]
    next: UUID | None
    total: int = field(default=0)


def no_such_migration() -> NotFoundError:
    """For ids that nobody has given."""
    return NotFoundError(
        "There is no migration with this id. List the migrations to see which there are.",
        id="Tidak ada migrasi dengan id ini. Lihat daftar migrasi yang ada.",
        field="migration_id",
    )


def unknown_version(name: str) -> InvalidInputError:
    """For versions that were never deployed."""
    return InvalidInputError(
        "No version of this name was deployed. List the versions at /v1/definitions.",
        id="Tidak ada versi dengan nama ini. Lihat daftar versi pada /v1/definitions.",
        field=name,
        rule="known-version",
    )
