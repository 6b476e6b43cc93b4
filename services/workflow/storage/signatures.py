"""Signatures under the minutes of discussions: written once, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.domain.officer import Agency
from workflow.domain.signatures import Signature, Stance
from workflow.storage.work_tables import SignatureRow


@dataclass(frozen=True, kw_only=True)
class GivenSignature:
    """A signature with its place: which discussion of the case, which task, which journal entry."""

    case_id: UUID
    occurrence: int
    discussion: str
    track: UUID | None
    signature: Signature
    reasons: str | None
    """The digest of the free text that gives them."""
    task_id: UUID
    sequence: int
    signed_at: datetime


class SignatureStore:
    """Rows of `signatures` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, given: GivenSignature) -> None:
        """A second one of an agency under the same minutes is refused by the primary key."""
        signed = given.signature
        self._session.add(
            SignatureRow(
                case_id=given.case_id,
                occurrence=given.occurrence,
                agency=signed.agency,
                discussion=given.discussion,
                track=given.track,
                signer=signed.signer,
                stance=signed.stance,
                stand_in=signed.stand_in,
                mandate=signed.mandate,
                reasons=given.reasons,
                task_id=given.task_id,
                sequence=given.sequence,
                signed_at=given.signed_at,
            )
        )
        self._session.flush()

    def of_case(self, case_id: UUID) -> list[GivenSignature]:
        """Every signature of a case in the order in which they were given."""
        return self._all(SignatureRow.case_id == case_id)

    def of_discussion(self, case_id: UUID, occurrence: int) -> list[Signature]:
        """Who has signed the minutes whose signature tasks this step opened."""
        found = self._all(SignatureRow.case_id == case_id, SignatureRow.occurrence == occurrence)
        return [given.signature for given in found]

    def _all(self, *conditions: ColumnElement[bool]) -> list[GivenSignature]:
        rows = self._session.scalars(
            select(SignatureRow).where(*conditions).order_by(SignatureRow.occurrence, SignatureRow.sequence)
        )
        return [_given(row) for row in rows]


def _given(row: SignatureRow) -> GivenSignature:
    return GivenSignature(
        case_id=row.case_id,
        occurrence=row.occurrence,
        discussion=row.discussion,
        track=row.track,
        signature=Signature(
            agency=Agency(row.agency),
            signer=row.signer,
            stance=Stance(row.stance),
            has_reasons=row.reasons is not None,
            stand_in=row.stand_in,
            mandate=row.mandate,
        ),
        reasons=row.reasons,
        task_id=row.task_id,
        sequence=row.sequence,
        signed_at=row.signed_at,
    )
