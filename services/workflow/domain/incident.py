"""A step that the procedure could not take: where in the drawing, why, and what was being done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import DomainError
from workflow.domain.journal import COMPLETION


@dataclass(frozen=True)
class Fault:
    """What the engine says of a failed step; names of data only, never a value."""

    element: str
    expression: str | None
    reason: str
    data_keys: tuple[str, ...]
    places: tuple[int, ...] = ()
    """The engine's own numbers of the tasks whose data the element read; none before the first step."""


@dataclass(frozen=True)
class Incident:
    """A fault as it is kept: `sequence` is its journal entry, `event` the message that waits to be tried again."""

    id: UUID
    case_id: UUID
    sequence: int
    element: str
    expression: str | None
    reason: str
    data_keys: tuple[str, ...]
    during: str
    event: Mapping[str, Any] | None
    raised_at: datetime
    places: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For the journal and the event: where and why, no value of the case."""
        return {
            "incident_id": str(self.id),
            "element": self.element,
            "reason": self.reason,
            "data_keys": list(self.data_keys),
            "during": self.during,
        }


@dataclass(frozen=True)
class Unsent:
    """Answers that an officer sent when the procedure could not take them."""

    task_id: UUID
    answers: Mapping[str, Any]
    officer: str


class CaseStuckError(DomainError):
    """The procedure cannot take this step."""

    title_id = "Prosedur tidak dapat menjalankan langkah ini"
    unsent: Unsent | None = None
    """What whoever notes the incident keeps as the draft of its task."""

    def __init__(self, case_id: UUID, fault: Fault, *, during: str, sequence: int) -> None:
        of_task = during == COMPLETION
        kept = "your answers are kept as the draft of the task" if of_task else "nothing of this was stored"
        kept_id = "jawaban Anda disimpan sebagai draf tugas" if of_task else "tidak ada yang tersimpan"
        super().__init__(
            f"The procedure is stuck at `{fault.element}`; {kept}. The case waits until a coordinator tries "
            "again; tell yours.",
            id=f"Prosedur berhenti di `{fault.element}`; {kept_id}. Perkara menunggu sampai koordinator "
            "mencobanya lagi; sampaikan kepada koordinator Anda.",
            field=fault.element,
            rule="incident",
        )
        self.case_id = case_id
        self.fault = fault
        self.during = during
        self.sequence = sequence
