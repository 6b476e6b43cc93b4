"""Steps that the procedure could not take, and what came meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


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
