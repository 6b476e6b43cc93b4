"""The journal, its snapshots and the free text it points at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.rows import JsonRows
from workflow.domain.journal import Entry
from workflow.storage.tables import FreeTextRow, JournalRow, SnapshotRow

ENTRY_ROWS = JsonRows(cast(Table, JournalRow.__table__), key=("case_id", "sequence"))


class JournalStore:
    """Reads entries, which `storage.casework` adds with all else that a step writes; nothing changes or deletes one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, case_id: UUID, *, after: int, limit: int) -> list[Entry]:
        """Entries of one case with a higher number than `after`, in order."""
        rows = self._session.scalars(
            select(JournalRow)
            .where(JournalRow.case_id == case_id, JournalRow.sequence > after)
            .order_by(JournalRow.sequence)
            .limit(limit)
        )
        return [_entry(row) for row in rows]

    def keep_snapshot(self, case_id: UUID, sequence: int, state: bytes) -> None:
        """The state after entry `sequence`; it replaces the older one."""
        values = {"sequence": sequence, "state": state}
        self._session.execute(
            insert(SnapshotRow)
            .values(case_id=case_id, **values)
            .on_conflict_do_update(index_elements=["case_id"], set_=values)
        )

    def newest_state(self, case_id: UUID) -> tuple[bytes | None, Sequence[bytes]]:
        """The newest snapshot, and the deltas to fold on top of it in order."""
        kept = self._session.execute(
            select(SnapshotRow.sequence, SnapshotRow.state).where(SnapshotRow.case_id == case_id)
        ).one_or_none()
        deltas = self._session.scalars(
            select(JournalRow.delta)
            .where(
                JournalRow.case_id == case_id,
                JournalRow.sequence > (kept.sequence if kept else 0),
                JournalRow.delta.is_not(None),
            )
            .order_by(JournalRow.sequence)
        )
        return (kept.state if kept else None), [delta for delta in deltas if delta is not None]

    def deltas_before(self, case_id: UUID, sequence: int) -> list[bytes]:
        """All deltas from the first entry up to the one before this, whatever snapshots there are."""
        rows = self._session.scalars(
            select(JournalRow.delta)
            .where(
                JournalRow.case_id == case_id,
                JournalRow.sequence < sequence,
                JournalRow.delta.is_not(None),
            )
            .order_by(JournalRow.sequence)
        )
        return [delta for delta in rows if delta is not None]

    def moved_since(self, case_id: UUID, sequence: int) -> bool:
        """Whether the engine has taken a step after this entry."""
        moved = select(JournalRow.sequence).where(
            JournalRow.case_id == case_id, JournalRow.sequence > sequence, JournalRow.delta.is_not(None)
        )
        return self._session.scalar(select(moved.exists())) is True

    def has_begun(self, case_id: UUID) -> bool:
        """Whether the engine has taken a step of this case: a stuck one may have entries and no state yet."""
        moved = select(JournalRow.sequence).where(
            JournalRow.case_id == case_id, JournalRow.delta.is_not(None)
        )
        return self._session.scalar(select(moved.exists())) is True

    def keep_words(self, case_id: UUID, *, digest: str, salt: str, words: str) -> None:
        """Free text apart from the chain, which holds only its digest."""
        self._session.add(FreeTextRow(case_id=case_id, digest=digest, salt=salt, words=words))

    def words(self, case_id: UUID) -> dict[str, str]:
        """Every free text of a case that was not erased, by its digest."""
        rows = self._session.execute(
            select(FreeTextRow.digest, FreeTextRow.words).where(FreeTextRow.case_id == case_id)
        )
        return {row.digest: row.words for row in rows}

    def words_of(self, case_id: UUID, digests: Collection[str]) -> dict[str, str]:
        """These free texts of a case, as far as they were not erased."""
        rows = self._session.execute(
            select(FreeTextRow.digest, FreeTextRow.words).where(
                FreeTextRow.case_id == case_id, FreeTextRow.digest.in_(digests)
            )
        )
        return {row.digest: row.words for row in rows}


def _entry(row: JournalRow) -> Entry:
    return Entry(
        case_id=row.case_id,
        sequence=row.sequence,
        entered_at=row.entered_at,
        body=row.body,
        delta=row.delta,
        previous=row.previous,
        hash=row.hash,
    )
