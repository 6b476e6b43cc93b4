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
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
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


class DefinitionRow(Base):
    """One version of the procedure: the files as they were deployed."""

    __tablename__ = "definitions"

    version: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[dict[str, Any]]
    deployed_at: Mapped[datetime]


class DeploymentRow(Base):
    """One time that a version was put in force, with the rules and the calendar that it brought."""

    __tablename__ = "deployments"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("definitions.version"))
    rules: Mapped[str]
    calendar: Mapped[str]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str]


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


class RecomputationRow(Base):
    """The work that a change of rules or calendar asks for; `cursor` is the last case that is done."""

    __tablename__ = "recomputations"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    deployment: Mapped[int] = mapped_column(ForeignKey("deployments.number"))
    old_rules: Mapped[str]
    old_calendar: Mapped[str]
    rules: Mapped[str]
    calendar: Mapped[str]
    state: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    changed: Mapped[int]
    failed: Mapped[int]
    cursor: Mapped[UUID | None]
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_recomputations_running", "number", postgresql_where=text("state = 'running'")),
    )


class IncidentRow(Base):
    """A step that the procedure could not take; a case has one open at most."""

    __tablename__ = "incidents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"))
    sequence: Mapped[int]
    element: Mapped[str]
    expression: Mapped[str | None]
    reason: Mapped[str]
    data_keys: Mapped[list[str]]
    during: Mapped[str]
    event: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    raised_at: Mapped[datetime]
    places: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]

    __table_args__ = (
        Index("ix_incidents_open", "case_id", unique=True, postgresql_where=text("resolved_at IS NULL")),
    )


class HeldEventRow(Base):
    """An event that came while its case was stuck; it is handled once the case goes on."""

    __tablename__ = "held_events"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("instances.case_id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event: Mapped[dict[str, Any]]
