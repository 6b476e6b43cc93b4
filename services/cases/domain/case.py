"""A case as this service knows it: how it came in, its numbers, how far it is and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from cases.domain.errors import CaseClosedError, UnknownOutcomeError
from cases.domain.facts import IntakeFacts
from cases.domain.intake import Confidentiality, Intake
from cases.domain.numbers import Election, Origin, Regime
from cases.domain.officer import OfficerId
from cases.domain.offices import Office
from cases.domain.receipts import ReceiptCode

CaseId = NewType("CaseId", UUID)


class CaseStatus(StrEnum):
    """Received when a receipt was given, registered when it has a register number."""

    RECEIVED = "received"
    REGISTERED = "registered"
    CLOSED = "closed"


TRANSITIONS: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.RECEIVED: frozenset({CaseStatus.REGISTERED, CaseStatus.CLOSED}),
    CaseStatus.REGISTERED: frozenset({CaseStatus.CLOSED}),
    CaseStatus.CLOSED: frozenset(),
}


class Outcome(StrEnum):
    """How a process can end; `mixed` when its suspects ended differently, `cancelled` by a coordinator's word."""

    NOT_REGISTERED = "not_registered"
    NOT_A_FINDING = "not_a_finding"
    STOPPED = "stopped"
    SP3 = "sp3"
    EXPIRED = "expired"
    ACQUITTED = "acquitted"
    CONVICTED = "convicted"
    VERDICT_NOT_STATED = "verdict_not_stated"
    REFERRED = "referred"
    MIXED = "mixed"
    CANCELLED = "cancelled"


def outcome_of(told: str) -> Outcome:
    """Refuses an outcome that no process of ours has."""
    try:
        return Outcome(told)
    except ValueError as error:
        known = ", ".join(Outcome)
        raise UnknownOutcomeError(
            f"{told!r} is none of {known}.", id=f"{told!r} bukan salah satu dari {known}.", field="outcome"
        ) from error


@dataclass(kw_only=True)
class Case:
    """One case; every change gives it a new version."""

    id: CaseId
    version: int = 1
    regime: Regime
    origin: Origin
    election: Election
    office: Office
    bawaslu_region: str
    description: str
    confidentiality: Confidentiality
    articles: tuple[str, ...]
    facts: IntakeFacts
    intake_number: str
    receipt_code: ReceiptCode
    received_at: datetime
    received_by: OfficerId
    changed_at: datetime
    status: CaseStatus = CaseStatus.RECEIVED
    stage: str | None = None
    outcome: Outcome | None = None
    register_number: str | None = None
    registered_at: datetime | None = None
    closed_at: datetime | None = None

    @classmethod
    def received(
        cls,
        intake: Intake,
        *,
        case_id: CaseId,
        number: str,
        receipt: ReceiptCode,
        by: OfficerId,
        now: datetime,
    ) -> Case:
        """The case that begins with this intake."""
        return cls(
            id=case_id,
            regime=intake.regime,
            origin=intake.origin,
            election=intake.election,
            office=intake.office,
            bawaslu_region=intake.bawaslu_region,
            description=intake.description,
            confidentiality=intake.confidentiality,
            articles=intake.articles,
            facts=intake.facts,
            intake_number=number,
            receipt_code=receipt,
            received_at=now,
            received_by=by,
            changed_at=now,
        )

    @property
    def is_registered(self) -> bool:
        """It was given a register number, whatever became of it since."""
        return self.register_number is not None

    def refuse_closed(self) -> None:
        if self.status is CaseStatus.CLOSED:
            raise self._closed()

    def register(self, number: str, *, at: datetime) -> None:
        """Write it into the register; a case is registered once."""
        self._become(CaseStatus.REGISTERED, at)
        self.register_number = number
        self.registered_at = at

    def advance(self, stage: str, *, at: datetime) -> None:
        """Note which part of the procedure it has reached."""
        self.refuse_closed()
        self.stage = stage
        self._changed(at)

    def transfer(self, office: Office, *, region: str, at: datetime) -> None:
        """Another office handles it from now on; the numbers it was given stay."""
        self.refuse_closed()
        self.office = office
        self.bawaslu_region = region
        self._changed(at)

    def close(self, outcome: Outcome, *, at: datetime) -> None:
        """Note that its process ended."""
        self._become(CaseStatus.CLOSED, at)
        self.outcome = outcome
        self.closed_at = at

    def _become(self, status: CaseStatus, at: datetime) -> None:
        if status not in TRANSITIONS[self.status]:
            raise self._closed()
        self.status = status
        self._changed(at)

    def _changed(self, at: datetime) -> None:
        self.version += 1
        self.changed_at = at

    def _closed(self) -> CaseClosedError:
        return CaseClosedError(
            f"Case {self.id} is {self.status}. New evidence is filed as a new report.",
            id=f"Perkara {self.id} berstatus {self.status}. Bukti baru disampaikan sebagai laporan baru.",
        )
