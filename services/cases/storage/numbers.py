"""The store of number sequences: gap-free, because a number is taken in the transaction that uses it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.domain.numbers import Sequence
from cases.storage.tables import SequenceRow


class NumberStore:
    """Counts. Who takes a number makes the next one wait until the first is committed or given back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next(self, sequence: Sequence) -> int:
        """The number after the last; a rollback returns it."""
        first = insert(SequenceRow).values(
            office=sequence.office.code,
            regime=sequence.regime,
            book=sequence.book,
            year=sequence.year,
            last=1,
        )
        taken = first.on_conflict_do_update(
            index_elements=["office", "regime", "book", "year"], set_={"last": SequenceRow.last + 1}
        ).returning(SequenceRow.last)
        return self._session.execute(taken).scalar_one()
