"""The tables of this service; the chassis keeps its own beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Metadata of `notify` alone."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain class attribute
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(none_as_null=True),
        list[str]: ARRAY(String),
    }


class RecipientRow(Base):
    """A member as the newest appointment tells."""

    __tablename__ = "recipients"
    __table_args__ = (Index("recipients_by_office", "office"),)  # the audience of an alert

    id: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str]
    office: Mapped[str]
    level: Mapped[str]
    roles: Mapped[list[str]]
    email: Mapped[str | None]
    language: Mapped[str]
    appointed_at: Mapped[datetime]


class PreferencesRow(Base):
    """Only of those who changed something."""

    __tablename__ = "preferences"

    recipient_id: Mapped[str] = mapped_column(primary_key=True)
    channels: Mapped[dict[str, Any]]
    language: Mapped[str | None]
    quiet_hours: Mapped[dict[str, Any] | None]
    version: Mapped[int]


class CaseNumbersRow(Base):
    """What people call a case."""

    __tablename__ = "case_numbers"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_number: Mapped[str | None]
    register_number: Mapped[str | None]


class LimitRow(Base):
    """The newest computation of each limit of a case; instants as text, because the offset is part of them."""

    __tablename__ = "case_limits"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(primary_key=True, server_default="")  # empty for the case itself
    rule: Mapped[str | None]
    legal_limit: Mapped[str | None]
    safe_limit: Mapped[str | None]
    unconfirmed: Mapped[bool] = mapped_column(server_default="false")
    provisional: Mapped[bool] = mapped_column(server_default="false")


class AlertRow(Base):
    """An event that called for attention; `vacant` when nobody was known where somebody must act."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("alerts_open_by_case", "case_id", "subject_id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "alerts_open_and_vacant",
            "office",
            "agency",
            postgresql_where=text("vacant AND closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[UUID]
    subject_id: Mapped[str]
    agency: Mapped[str]
    office: Mapped[str]
    task: Mapped[str | None]
    rule: Mapped[str | None]
    limit_name: Mapped[str | None]
    legal_limit: Mapped[str | None]
    safe_limit: Mapped[str | None]
    unconfirmed: Mapped[bool] = mapped_column(server_default="false")
    provisional: Mapped[bool] = mapped_column(server_default="false")
    raised_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    vacant: Mapped[bool]
    track: Mapped[UUID | None]


class NotificationRow(Base):
    """One alert told to one recipient; never twice."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("alert_id", "recipient_id", name="notifications_once"),
        Index("notifications_by_recipient", "recipient_id", "created_at", "id"),  # the list, newest first
        Index(
            "notifications_unread",
            "recipient_id",
            "created_at",
            "id",
            postgresql_where=text("acknowledged_at IS NULL AND in_app"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"))
    recipient_id: Mapped[str]
    in_app: Mapped[bool]
    created_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    version: Mapped[int]


class DeliveryRow(Base):
    """One message to one recipient over one channel; never twice. Subject and body as first composed."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notification_id", "channel", name="deliveries_once"),
        Index(
            "deliveries_due", "due_at", "id", postgresql_where=text("state = 'pending'")
        ),  # the next to send
        Index("deliveries_by_time", "created_at", "id"),  # the administrators' list
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.id"))
    channel: Mapped[str]
    case_id: Mapped[UUID]
    kind: Mapped[str]
    recipient_id: Mapped[str]
    agency: Mapped[str]
    office: Mapped[str]
    address: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    composed_at: Mapped[datetime | None]
    subject: Mapped[str | None]
    body: Mapped[str | None]
    version: Mapped[int]
