"""What can happen to a case beside its procedure: withdrawn reports, transfers between offices, joined cases.

None of them changes a number that was given, and none stops a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cases.domain.errors import WrongTransferError
from cases.domain.facts import Fact
from cases.domain.officer import OfficerId
from cases.domain.offices import Office


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A reporter took the report back, by the document of `fact`."""

    case_id: UUID
    party_id: UUID
    fact: Fact
    recorded_at: datetime
    recorded_by: OfficerId


class Direction(StrEnum):
    """Down: transferred by the higher office (limpah). Up: taken over by it (ambil alih)."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """From one office to another; `number` is the receiving office's own."""

    id: UUID
    case_id: UUID
    direction: Direction
    from_office: Office
    to_office: Office
    number: str
    decided: Fact
    recorded_at: datetime
    recorded_by: OfficerId


def direction_of(from_office: Office, to_office: Office) -> Direction:
    """Refuses an office that is neither above nor below."""
    if from_office == to_office or not (from_office.covers(to_office) or to_office.covers(from_office)):
        raise WrongTransferError(
            f"{to_office.code} is neither above nor below {from_office.code}. Name an office of the same line; "
            "between neighbours the case goes up first.",
            id=f"{to_office.code} tidak berada di atas atau di bawah {from_office.code}. Sebutkan kantor pada jalur "
            "yang sama; antarwilayah, perkara diambil alih dahulu ke atas.",
            field="office",
            rule="up-or-down",
        )
    return Direction.DOWN if from_office.covers(to_office) else Direction.UP


@dataclass(frozen=True, kw_only=True)
class Joining:
    """Seen from one of two cases that are handled together; facts stay with the case they happened in."""

    case_id: UUID
    joined_case_id: UUID
    decided: Fact
    recorded_at: datetime
    recorded_by: OfficerId

    def from_the_other(self) -> Joining:
        """The same relation as the other case has it."""
        return replace(self, case_id=self.joined_case_id, joined_case_id=self.case_id)
