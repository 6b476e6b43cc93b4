"""The centres: one at the national office, one a province, and one wherever members are appointed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.domain.officer import Agency
from cases.domain.offices import NATIONAL_CODE, PROVINCES, Office
from cases.storage.unit import CasesUnit


@dataclass(frozen=True)
class Centre:
    """The joint forum of three agencies at one office, and how many members each has there."""

    office: Office
    members: Mapping[Agency, int]


def all_centres(unit: CasesUnit) -> list[Centre]:
    """By office code; a few hundred at most."""
    counts = unit.members.head_counts()
    known = {Office(code) for code in (NATIONAL_CODE, *PROVINCES)} | {office for office, _ in counts}
    return [
        Centre(office, {agency: counts.get((office, agency), 0) for agency in Agency})
        for office in sorted(known)
    ]
