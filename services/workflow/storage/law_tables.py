"""Versions of the procedure, when each was put in force, and the work that this asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


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
