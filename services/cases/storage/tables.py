"""Tables of `cases`. Identities of people stand in a table of their own, with nothing else in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, PrimaryKeyConstraint, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The metadata of this service."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it once, when the class is made
        datetime: DateTime(timezone=True),
        str: Text,
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
    }


class CaseRow(Base):
    """One case. `facts` is what the intake declared; the facts that count are kept by `workflow`."""

    __tablename__ = "cases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    regime: Mapped[str]
    origin: Mapped[str]
    election: Mapped[str]
    office: Mapped[str]
    bawaslu_region: Mapped[str]
    description: Mapped[str]
    confidentiality: Mapped[int]
    articles: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    intake_number: Mapped[str]
    receipt_code: Mapped[str]
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    changed_at: Mapped[datetime]
    status: Mapped[str]
    stage: Mapped[str | None]
    outcome: Mapped[str | None]
    register_number: Mapped[str | None]
    registered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


# The receipt page asks by code; it also keeps a code from being given twice.
Index("cases_receipt_code", CaseRow.receipt_code, unique=True)
# The list, newest first, for everybody above the office's own level.
Index("cases_newest", CaseRow.received_at.desc(), CaseRow.id.desc())
# The list of one office; text_pattern_ops also answers a province's `LIKE '32.%'`.
Index(
    "cases_of_office",
    CaseRow.office,
    CaseRow.received_at.desc(),
    CaseRow.id.desc(),
    postgresql_ops={"office": "text_pattern_ops"},
)
# Numbers are looked up as people write them, in any letter case, and stand in a book once.
Index("cases_intake_number", func.lower(CaseRow.intake_number), CaseRow.office, CaseRow.regime, unique=True)
Index(
    "cases_register_number", func.lower(CaseRow.register_number), CaseRow.office, CaseRow.regime, unique=True
)


class PartyRow(Base):
    """One person's part in a case, without the person."""

    __tablename__ = "parties"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[str]
    ordinal: Mapped[int]
    status: Mapped[str]
    held: Mapped[list[str]]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    changed_at: Mapped[datetime]


# The parties of a case in the order of their role; also refuses two with the same place.
Index("parties_of_case", PartyRow.case_id, PartyRow.role, PartyRow.ordinal, unique=True)


class IdentityRow(Base):
    """Who a party is; read by nothing but the coming reveal, which is journalled."""

    __tablename__ = "party_identities"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    name: Mapped[str]
    address: Mapped[str | None]
    contact: Mapped[str | None]
    id_number: Mapped[str | None]


class WithdrawalRow(Base):
    """A report that its reporter took back."""

    __tablename__ = "withdrawals"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    fact: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


Index("withdrawals_of_case", WithdrawalRow.case_id)


class TransferRow(Base):
    """A case that went from one office to another, with the number that the receiving one gave."""

    __tablename__ = "transfers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    direction: Mapped[str]
    from_office: Mapped[str]
    to_office: Mapped[str]
    number: Mapped[str]
    decided: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


Index("transfers_of_case", TransferRow.case_id, TransferRow.recorded_at)
# A case is found by any number that it was given.
Index("transfers_number", func.lower(TransferRow.number))


class JoiningRow(Base):
    """One case's side of two that are handled together; the other side is a row of its own."""

    __tablename__ = "joinings"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    joined_case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    decided: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class MemberRow(Base):
    """One line of the roster."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str | None]
    agency: Mapped[str]
    office: Mapped[str]
    roles: Mapped[list[str]]
    email: Mapped[str]
    language: Mapped[str]
    appointed_at: Mapped[datetime]
    appointed_by: Mapped[str]


# The roster of an office, or of all below a province.
Index("members_of_office", MemberRow.office, MemberRow.id, postgresql_ops={"office": "text_pattern_ops"})


class SequenceRow(Base):
    """The last number given out in one book; locked by whoever takes the next one until that is certain."""

    __tablename__ = "number_sequences"
    __table_args__ = (PrimaryKeyConstraint("office", "regime", "book", "year"),)

    office: Mapped[str]
    regime: Mapped[str]
    book: Mapped[str]
    year: Mapped[int]
    last: Mapped[int]
