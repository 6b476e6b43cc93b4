"""What the cases are called, and their limits as they were last computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notify.domain.alerts import Limit
from notify.storage.tables import CaseNumbersRow, LimitRow

LimitKey = tuple[UUID, str, UUID | None]
"""A case, the name of a limit, and the suspect whose limit it is."""


class CaseStore:
    """Two small projections, so that a text can name the case and the limit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note_intake(self, case_id: UUID, number: str) -> None:
        self._note(case_id, {"intake_number": number})

    def note_registration(self, case_id: UUID, number: str) -> None:
        self._note(case_id, {"register_number": number})

    def numbers(self, case_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The register number of each case where there is one, else its intake number."""
        rows = self._session.execute(
            select(
                CaseNumbersRow.case_id, CaseNumbersRow.register_number, CaseNumbersRow.intake_number
            ).where(CaseNumbersRow.case_id.in_(set(case_ids)))
        )
        return {case_id: number for case_id, register, intake in rows if (number := register or intake)}

    def note_limit(self, case_id: UUID, limit: Limit, *, track: UUID | None = None) -> None:
        """The newest computation, of the case or of one suspect."""
        values = {
            "rule": limit.rule,
            "legal_limit": text_of(limit.legal_limit),
            "safe_limit": text_of(limit.safe_limit),
            "unconfirmed": limit.unconfirmed,
            "provisional": limit.provisional,
        }
        self._session.execute(
            insert(LimitRow)
            .values(case_id=case_id, name=limit.name, track=_whose(track), **values)
            .on_conflict_do_update(index_elements=["case_id", "name", "track"], set_=values)
        )

    def limits(self, wanted: Collection[LimitKey]) -> Mapping[LimitKey, Limit]:
        """The newest computation of each limit, by case, limit name and track."""
        keys = {(case_id, name, _whose(track)): (case_id, name, track) for case_id, name, track in wanted}
        rows = self._session.scalars(
            select(LimitRow)
            .where(tuple_(LimitRow.case_id, LimitRow.name, LimitRow.track).in_(keys))
            .execution_options(populate_existing=True)
        )
        return {
            keys[row.case_id, row.name, row.track]: Limit(
                row.rule,
                row.name,
                instant_of(row.legal_limit),
                instant_of(row.safe_limit),
                unconfirmed=row.unconfirmed,
                provisional=row.provisional,
            )
            for row in rows
        }

    def _note(self, case_id: UUID, values: dict[str, str]) -> None:
        self._session.execute(
            insert(CaseNumbersRow)
            .values(case_id=case_id, **values)
            .on_conflict_do_update(index_elements=["case_id"], set_=values)
        )


def _whose(track: UUID | None) -> str:
    """The track as it stands in a key; empty for the case itself."""
    return "" if track is None else str(track)


def text_of(instant: datetime | None) -> str | None:
    """With its offset, which a timestamp column would lose."""
    return None if instant is None else instant.isoformat()


def instant_of(text: str | None) -> datetime | None:
    """The inverse of `text_of`."""
    return None if text is None else datetime.fromisoformat(text)
