"""Who works on tasks, and what they say before and while they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


class DraftRow(Base):
    """Answers that were not sent yet; a trigger deletes them when their task closes."""

    __tablename__ = "drafts"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]


class DecisionRow(Base):
    """A journal entry about one task, to be asked for by task: who decided what about it."""

    __tablename__ = "task_decisions"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[str]
    actor: Mapped[str]
    about: Mapped[dict[str, Any]]
    reason: Mapped[str | None]  # the digest of a free text
    decided_at: Mapped[datetime]

    __table_args__ = (Index("ix_task_decisions_task", "task_id", "sequence"),)


class MemberRow(Base):
    """A member of some centre's roster, as the newest appointment says; only these get tasks or stand in for others."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str]
    appointed_at: Mapped[datetime]
    office: Mapped[str | None]  # null for members appointed before it was kept
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")

    __table_args__ = (
        # Whom a task can be given to.
        Index("ix_members_office", "agency", "office", "id"),
    )


class SignatureRow(Base):
    """What one agency says to the minutes of one discussion; a discussion is the step that opened its tasks."""

    __tablename__ = "signatures"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    occurrence: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    discussion: Mapped[str]
    track: Mapped[UUID | None]
    signer: Mapped[str]
    stance: Mapped[str]
    stand_in: Mapped[str | None]
    mandate: Mapped[str | None]
    reasons: Mapped[str | None]  # the digest of a free text
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    sequence: Mapped[int]
    signed_at: Mapped[datetime]
