"""The open tasks as the inbox asks for them, and the saved views of officers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflow.storage.tables import Base


class OpenTaskRow(Base):
    """An open or claimed row of `tasks`, without what is only shown: a trigger keeps it, nothing else writes it.

    Small, so that even a question that no index answers reads it whole in a few milliseconds.
    """

    __tablename__ = "open_tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    urgency: Mapped[int] = mapped_column(BigInteger)
    due_order: Mapped[datetime]
    created_at: Mapped[datetime]
    confidentiality: Mapped[int]
    priority: Mapped[int] = mapped_column(SmallInteger)
    zone: Mapped[str]
    agency: Mapped[str]
    office: Mapped[str] = mapped_column(Text(collation="C"))  # a reach is a range of codes
    level: Mapped[str]
    state: Mapped[str]
    role: Mapped[str]
    regime: Mapped[str]
    stage: Mapped[str]
    name: Mapped[str]
    assignee: Mapped[str | None]
    track: Mapped[UUID | None]
    articles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    words: Mapped[str] = mapped_column(TSVECTOR)
    case_state: Mapped[str] = mapped_column(server_default="running")

    __table_args__ = (
        # Each combination of codes stands there once, with the places of its rows: what counts over the whole country
        # read, a hundredth of the table.
        Index(
            "ix_open_tasks_codes",
            "confidentiality",
            "agency",
            "level",
            "state",
            "role",
            "regime",
            "stage",
            "priority",
            "name",
            "case_state",
        ),
        # The four orders, for officers whose reach is the whole country; urgency is merged from its three zones.
        Index(
            "ix_open_tasks_urgency",
            "zone",
            "urgency",
            "due_order",
            "id",
            postgresql_include=[
                "confidentiality",
                "priority",
                "created_at",
                "agency",
                "level",
                "state",
                "role",
                "regime",
                "stage",
                "name",
            ],
        ),
        Index("ix_open_tasks_due", "due_order", "id"),
        Index("ix_open_tasks_created", "created_at", "id"),
        Index("ix_open_tasks_priority", "priority", "due_order", "id"),
        # The inbox of an office or a province: few enough to be sorted, without a look at the rows themselves.
        Index(
            "ix_open_tasks_office",
            "office",
            postgresql_include=[
                "id",
                "zone",
                "urgency",
                "due_order",
                "created_at",
                "confidentiality",
                "priority",
                "agency",
                "level",
                "state",
                "role",
                "regime",
                "stage",
                "name",
            ],
        ),
        Index("ix_open_tasks_assignee", "assignee", postgresql_where=text("assignee IS NOT NULL")),
        Index("ix_open_tasks_words", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index(
            "ix_open_tasks_articles",
            "articles",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )


OPEN_TASKS = cast(Table, OpenTaskRow.__table__)


class SavedViewRow(Base):
    """A question to the inbox that its owner asks again and again; `query` holds the parameters as they were sent."""

    __tablename__ = "saved_views"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    version: Mapped[int]
    saved_at: Mapped[datetime]

    __table_args__ = (Index("ix_saved_views_owner", "owner", "name", "id"),)
