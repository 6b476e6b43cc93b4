"""Tracks: the part of a case that belongs to one suspect, from the naming to an outcome of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.errors import WrongStateError
from workflow.domain.facts import FactKind as F

MIXED = "mixed"
"""The outcome of a case whose suspects ended differently."""

KINDS_OF_A_TRACK = frozenset(
    {
        F.INVESTIGATION_STARTED,
        F.SUSPECT_NAMED,
        F.DISCUSSION_3_HELD,
        F.FILE_SENT,
        F.FILE_RETURNED,
        F.FILE_RESUBMITTED,
        F.FILE_COMPLETE,
        F.HANDED_OVER,
        F.TRANSFERRED,
        F.COURT_REGISTERED,
        F.FIRST_HEARING_HELD,
        F.VERDICT_READ,
        F.DISCUSSION_4_HELD,
        F.APPEAL_WAIVED,
        F.APPEAL_FILED,
        F.APPEAL_FILE_SENT,
        F.APPEAL_VERDICT_READ,
        F.VERDICT_DELIVERED,
        F.EXECUTED,
        F.RESULT_SET,
        F.INVESTIGATION_STOPPED,
        F.KPU_FOLLOWED_UP,
    }
)
"""What can happen to one suspect alone; all else happens to the case."""


class TrackState(StrEnum):
    """A track runs until its call returns; it is never cancelled."""

    RUNNING = "running"
    ENDED = "ended"


@dataclass
class Track:
    """One suspect of a case; `id` is the id of the party, `named_at` what the fact says."""

    case_id: UUID
    id: UUID
    named_at: datetime | None
    opened_at: datetime
    state: TrackState = TrackState.RUNNING
    outcome: str | None = None
    ended_at: datetime | None = None

    def end(self, outcome: str, *, now: datetime) -> None:
        """This suspect's way through the procedure is over."""
        self.state = TrackState.ENDED
        self.outcome = outcome
        self.ended_at = now


def common_outcome(tracks: Iterable[Track]) -> str | None:
    """What all tracks came to, `mixed` where they differ, None where no suspect was named."""
    outcomes = {track.outcome for track in tracks}
    if not outcomes:
        return None
    return outcomes.pop() if len(outcomes) == 1 else MIXED


def refuse_to_leave_suspects(answers: Mapping[str, Any], tracks: Iterable[Track]) -> None:
    """The main investigation ends with suspects only where some were named, and is stopped only where none is left."""
    decision, states = answers.get("decision"), [track.state for track in tracks]
    if decision == "suspects_named" and not states:
        raise _refused(
            "No suspect was named. Name the suspects among the parties of the case first, or stop the investigation.",
            "Belum ada tersangka. Tetapkan dahulu tersangka sebagai pihak perkara, atau hentikan penyidikan.",
            "suspects-were-named",
        )
    if decision == "sp3" and TrackState.RUNNING in states:
        raise _refused(
            "Suspects are still being handled. Stop the investigation of each in the suspect's own track.",
            "Masih ada tersangka yang ditangani. Hentikan penyidikan pada jalur masing-masing tersangka.",
            "no-suspect-is-left",
        )


def _refused(en: str, said_id: str, rule: str) -> WrongStateError:
    return WrongStateError(en, id=said_id, field="decision", rule=rule)
