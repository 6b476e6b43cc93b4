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


class CaseSuspendedError(DomainError):
    """The case is suspended."""

    title_id = "Perkara sedang ditangguhkan"


class InstanceState(StrEnum):
    """`incident` waits for a person to repair what a model or an answer broke; `suspended` for a coordinator's word."""

    RUNNING = "running"
    INCIDENT = "incident"
    SUSPENDED = "suspended"
    ENDED = "ended"


WAITING = frozenset({InstanceState.INCIDENT, InstanceState.SUSPENDED})
"""In these the procedure takes no step, and goes on later: what comes for the case is held until then."""


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
        """Raises CaseSuspendedError while it is suspended, WrongStateError once it has ended or waits for repair."""
        if self.state is InstanceState.SUSPENDED:
            raise CaseSuspendedError(
                "The case is suspended: its procedure takes no step until a coordinator resumes it "
                "(`POST /v1/cases/{id}/resumption`). Its legal limits run on.",
                id="Perkara ini ditangguhkan: prosedurnya tidak berjalan sampai koordinator melanjutkannya "
                "(`POST /v1/cases/{id}/resumption`). Batas waktu hukumnya terus berjalan.",
                field="state",
                rule="suspended",
            )
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

    def suspend(self) -> None:
        """No step until it is resumed."""
        self.must_run()
        self.state = InstanceState.SUSPENDED

    def resume(self) -> None:
        """It goes on."""
        self.must_be_suspended()
        self.state = InstanceState.RUNNING

    def must_be_suspended(self) -> None:
        """Raises WrongStateError for a case that is not."""
        if self.state is not InstanceState.SUSPENDED:
            raise WrongStateError(
                f"The case is {self.state}, not suspended; there is nothing to resume.",
                id=f"Perkara berstatus {self.state}, tidak ditangguhkan; tidak ada yang perlu dilanjutkan.",
                field="state",
            )

    def must_not_have_ended(self) -> None:
        """Raises WrongStateError for a case that is over."""
        if self.state is InstanceState.ENDED:
            raise WrongStateError(
                "The case has ended already.",
                id="Perkara ini sudah berakhir.",
                field="state",
            )

    def end(self, outcome: str, *, now: datetime) -> None:
        """The procedure is over."""
        self.state = InstanceState.ENDED
        self.outcome = outcome
        self.ended_at = now
