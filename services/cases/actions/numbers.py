"""Giving out the next number of a book."""

from __future__ import annotations

from datetime import datetime

from cases.domain.case import Case
from cases.domain.intake import Intake
from cases.domain.numbers import Book, sequence_at, written
from cases.storage.unit import CasesUnit


def allot_number(unit: CasesUnit, numbered: Intake | Case, book: Book, *, at: datetime) -> str:
    """The next number of the office's book; it is free again if the unit does not commit."""
    sequence = sequence_at(at, office=numbered.office, regime=numbered.regime, book=book)
    count = unit.numbers.next(sequence)
    return written(sequence, count, election=numbered.election, region=numbered.bawaslu_region, at=at)
