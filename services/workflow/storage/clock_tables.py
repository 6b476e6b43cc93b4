"""What happened when, in a case and to each suspect, and the limits that follow from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


class FactRow(Base):
    """When something happened, and the document that proves it; superseded, never edited."""

    __tablename__ = "facts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"))
    kind: Mapped[str]
    at: Mapped[datetime | None]
    precision: Mapped[str]
    document: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    sequence: Mapped[int]
    superseded_by: Mapped[UUID | None]
    track: Mapped[UUID | None]

    __table_args__ = (Index("ix_facts_case", "case_id", "sequence"),)


class DeadlineRow(Base):
    """One legal limit of one case, as last computed; the only truth on dates."""

    __tablename__ = "deadlines"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"))
    rule: Mapped[str]
    limit_name: Mapped[str]
    agency: Mapped[str]
    office: Mapped[str]
    start_fact: Mapped[str | None]
    start_at: Mapped[datetime | None]
    start_basis: Mapped[str | None]
    legal_limit: Mapped[datetime | None]
    safe_limit: Mapped[datetime | None]
    actual: Mapped[datetime | None]
    state: Mapped[str]
    disputed: Mapped[bool]
    explanation: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]
    next_alert_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    track: Mapped[UUID | None]
    clock_office: Mapped[str | None]

    __table_args__ = (
        # The clocks of a case; one of a rule for the case and for each track, null counting as a value.
        Index(
            "ix_deadlines_case_rule",
            "case_id",
            "rule",
            "track",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        # The next alerts of each office.
        Index(
            "ix_deadlines_due",
            "office",
            "next_alert_at",
            "id",
            postgresql_where=text("next_alert_at IS NOT NULL"),
        ),
        # Limits that nobody has been told were missed.
        Index("ix_deadlines_passing", "legal_limit", postgresql_where=text("next_alert_at IS NOT NULL")),
        # Recomputation goes through the cases with a running clock.
        Index("ix_deadlines_open", "case_id", postgresql_where=text("state = 'open'")),
    )


class DeadlineHistoryRow(Base):
    """A computation that a later one replaced, kept as it was."""

    __tablename__ = "deadline_history"

    deadline_id: Mapped[UUID] = mapped_column(ForeignKey("deadlines.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)  # of the journal entry that replaced it
    computed_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
    explanation: Mapped[dict[str, Any]]


class TrackRow(Base):
    """One suspect's part of a case; `id` is the party's."""

    __tablename__ = "tracks"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    named_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    state: Mapped[str]
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None]
