"""The rows of `workflow`; each index names the query that it serves.

Instants are UTC. Bytes that were hashed are kept as bytes, never as JSONB, which would reorder them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from workflow.storage.deflated import Deflated


class Base(DeclarativeBase):
    """Metadata of the service's own tables; the chassis keeps its own."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it once, at class creation
        datetime: DateTime(timezone=True),
        str: Text,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class InstanceRow(Base):
    """The one process instance of a case; its row lock is what serialises the case's steps."""

    __tablename__ = "instances"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    definition: Mapped[str] = mapped_column(ForeignKey("definitions.version"))
    regime: Mapped[str]
    origin: Mapped[str]
    office: Mapped[str] = mapped_column(Text(collation="C"))  # a reach is a range of codes
    level: Mapped[str]
    confidentiality: Mapped[int]
    intake_number: Mapped[str]
    register_number: Mapped[str | None]
    stage: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str | None]
    sequence: Mapped[int]
    head: Mapped[bytes]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    clock_office: Mapped[str | None]  # the first office, once the case was transferred
    articles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")

    __table_args__ = (Index("ix_instances_office_started", "office", "started_at"),)


class JournalRow(Base):
    """One entry of a case's journal; `body` is the canonical JSON that was hashed with the hash before it."""

    __tablename__ = "journal"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    entered_at: Mapped[datetime]
    body: Mapped[bytes]
    delta: Mapped[bytes | None] = mapped_column(Deflated)
    previous: Mapped[bytes]
    hash: Mapped[bytes]


class SnapshotRow(Base):
    """The newest kept engine state of a case; deltas with a higher sequence are folded on top."""

    __tablename__ = "snapshots"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    sequence: Mapped[int]
    state: Mapped[bytes] = mapped_column(Deflated)


class FreeTextRow(Base):
    """What people wrote in their own words; the journal holds only its salted digest, so it can be erased."""

    __tablename__ = "free_texts"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    words: Mapped[str]


URGENCY = "COALESCE(working_limit, 9223372036854775807)"
DUE_ORDER = "COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00')"
# A title is found by its words as written and by their stems, a number by each of its parts.
WORDS = r"""
    to_tsvector('indonesian'::regconfig, title)
    || to_tsvector('simple'::regconfig, regexp_replace(
        title || ' ' || intake_number || ' ' || COALESCE(register_number, ''), '[^[:alnum:]]+', ' ', 'g'))
"""


class TaskRow(Base):
    """One human task, as the inbox shows it."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"))
    name: Mapped[str]
    title: Mapped[str]
    form: Mapped[str]
    limit_name: Mapped[str | None]
    agency: Mapped[str]
    office: Mapped[str] = mapped_column(Text(collation="C"))
    level: Mapped[str]
    regime: Mapped[str]
    confidentiality: Mapped[int]
    intake_number: Mapped[str]
    state: Mapped[str]
    assignee: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    legal_limit: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    track: Mapped[UUID | None]
    clock_office: Mapped[str | None]
    opened_in: Mapped[int] = mapped_column(server_default="0")  # the journal entry that opened it
    discussion: Mapped[str | None]  # whose minutes a signature belongs to
    zone: Mapped[str]
    stage: Mapped[str]
    register_number: Mapped[str | None]
    articles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    role: Mapped[str] = mapped_column(server_default="officer")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="2")
    follow_up_on: Mapped[date | None]
    follow_up_by: Mapped[str | None]
    delegators: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    returned_at: Mapped[datetime | None]
    case_state: Mapped[str] = mapped_column(server_default="running")
    working_limit: Mapped[int | None] = mapped_column(BigInteger)
    limit_unconfirmed: Mapped[bool] = mapped_column(server_default="false")
    limit_provisional: Mapped[bool] = mapped_column(server_default="false")
    # The orders of the inbox, never null: what has no limit stands last.
    urgency: Mapped[int] = mapped_column(BigInteger, Computed(URGENCY, persisted=True), deferred=True)
    due_order: Mapped[datetime] = mapped_column(Computed(DUE_ORDER, persisted=True), deferred=True)
    words: Mapped[str] = mapped_column(TSVECTOR, Computed(WORDS, persisted=True), deferred=True)

    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - SQLAlchemy reads it once, at class creation
    __table_args__ = (
        # Closed tasks: of an office, and the newest of all. What is open stands in `open_tasks`.
        Index("ix_tasks_office", "office", "created_at", "id"),
        Index("ix_tasks_created", "created_at", "id"),
        Index("ix_tasks_case", "case_id", "created_at"),
    )
