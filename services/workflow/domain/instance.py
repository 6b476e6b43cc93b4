"""The process instance of a case: where it stands and how long its journal is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import DomainError, WrongStateError
from workflow.domain.journal import GENESIS

RECEIVED = "received"
"""The stage of a case before its first step."""


class ProcedureFaultError(DomainError):
    """The procedure itself is at fault."""

    title_id = "Prosedurnya sendiri yang bermasalah"


class InstanceState(StrEnum):
    """`incident` waits for a person to repair what a model or an answer broke."""

    RUNNING = "running"
    INCIDENT = "incident"
    ENDED = "ended"


@dataclass
class Instance:
    """One case as the procedure sees it; ids and codes only, no personal data."""

    case_id: UUID
    definition: str
    regime: str
    origin: str
    office: str
    level: str
    confidentiality: int
    intake_number: str
    started_at: datetime
    register_number: str | None = None
    stage: str = RECEIVED
    state: InstanceState = InstanceState.RUNNING
    outcome: str | None = None
    sequence: int = 0
    head: bytes = GENESIS
    ended_at: datetime | None = None
    clock_office: str | None = None
    """The first office, once the case was transferred: days are still counted in its zone."""
    articles: list[str] = field(default_factory=list)
    """What the case is classified under."""

    @property
    def counts_at(self) -> str:
        """The office whose zone the clocks of this case count in, whoever handles it now."""
        return self.clock_office or self.office

    def transfer(self, office: str, level: str) -> None:
        """Another office handles it from now on; its clocks go on in the zone in which they started."""
        self.clock_office = self.counts_at
        self.office, self.level = office, level

    def must_run(self) -> None:
        """Raises WrongStateError once the case has ended or waits for repair."""
        if self.state is not InstanceState.RUNNING:
            raise WrongStateError(
                f"The case is {self.state}; its procedure takes no step now.",
                id=f"Perkara berstatus {self.state}; prosedurnya tidak berjalan sekarang.",
                field="state",
            )

    def must_not_have_begun(self) -> None:
        """Raises WrongStateError for a case that has taken its first step: nothing starts twice."""
        if self.stage != RECEIVED:
            raise WrongStateError(
                "The procedure of this case has begun already.",
                id="Prosedur perkara ini sudah dimulai.",
                field="stage",
            )

    def end(self, outcome: str, *, now: datetime) -> None:
        """The procedure is over."""
        self.state = InstanceState.ENDED
        self.outcome = outcome
        self.ended_at = now
