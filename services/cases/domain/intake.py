"""An intake: what an officer takes in before it has a number, and what in it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from cases.domain.errors import ReporterInFindingError, ReporterMissingError
from cases.domain.facts import IntakeFacts
from cases.domain.numbers import Election, Origin, Regime
from cases.domain.offices import Level, Office
from cases.domain.party import Identity


class Confidentiality(IntEnum):
    """Who needs to be what to see a case; `access` says it."""

    ORDINARY = 1
    RESTRICTED = 2
    CONFIDENTIAL = 3
    SECRET = 4


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What an officer takes in: a report of somebody, or a finding of a supervisor."""

    origin: Origin
    regime: Regime
    election: Election
    office: Office
    bawaslu_region: str
    level: Level | None
    description: str
    confidentiality: Confidentiality
    articles: tuple[str, ...]
    facts: IntakeFacts
    reporter: Identity | None

    def refuse_contradictions(self, *, now: datetime) -> None:
        """Raises for the first thing in it that cannot be."""
        self.election.refuse_other(self.regime)
        self.office.refuse_other_level(self.level)
        self._refuse_wrong_reporter()
        self.facts.refuse_impossible(zone=self.office.zone, now=now)

    def _refuse_wrong_reporter(self) -> None:
        if self.origin is Origin.REPORT and self.reporter is None:
            raise ReporterMissingError(
                "Give the reporter's name. For something a supervisor found, file a finding instead.",
                id="Isi nama pelapor. Bila ditemukan oleh pengawas, catat sebagai temuan.",
                field="reporter",
                rule="reporter-of-report",
            )
        if self.origin is Origin.FINDING and self.reporter is not None:
            raise ReporterInFindingError(
                "Leave the reporter out, or file a report; informants of a finding are added as witnesses.",
                id="Kosongkan pelapor, atau catat sebagai laporan; pemberi informasi ditambahkan sebagai saksi.",
                field="reporter",
                rule="reporter-of-report",
            )
