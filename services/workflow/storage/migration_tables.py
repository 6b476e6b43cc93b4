"""The work list of migrations, and how each case fared."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


class MigrationRow(Base):
    """One order to bring cases to another version; `cursor` is the last case that was dealt with."""

    __tablename__ = "migrations"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    target: Mapped[str | None] = mapped_column(ForeignKey("definitions.version"))
    source: Mapped[str | None]
    office: Mapped[str | None]
    cases: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    renamed: Mapped[dict[str, Any]]
    reason: Mapped[str]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    total: Mapped[int]
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("migrations.id"))
    state: Mapped[str]
    done: Mapped[int]
    moved: Mapped[int]
    refused: Mapped[int]
    cursor: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_migrations_running", "number", postgresql_where=text("state = 'running'")),)


class MovedCaseRow(Base):
    """How one case fared in one migration; `hindrances` say why it stayed."""

    __tablename__ = "moved_cases"

    migration: Mapped[UUID] = mapped_column(ForeignKey("migrations.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    fate: Mapped[str]
    source: Mapped[str]
    sequence: Mapped[int | None]
    hindrances: Mapped[list[Any]] = mapped_column(JSONB)
    at: Mapped[datetime]
