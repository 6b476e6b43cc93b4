"""Facts of a case: entered and superseded, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.domain.facts import Fact, FactKind, FactTime, Precision
from workflow.domain.known_facts import KnownFacts
from workflow.domain.zones import Zone
from workflow.storage.tables import FactRow


@dataclass(frozen=True)
class RecordedFact:
    """A fact with its place in the history; `superseded_by` names the entry that replaced it.

    `track` is the suspect it happened to, None for a fact of the case.
    """

    id: UUID
    case_id: UUID
    fact: Fact
    entered_at: datetime
    entered_by: str
    sequence: int
    superseded_by: UUID | None = None
    track: UUID | None = None


class FactStore:
    """Rows of `facts` as domain objects; times come back in the zone of the office asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, recorded: RecordedFact) -> None:
        """The newest fact of a kind takes the place of the one before it, in the case or in the same track."""
        self._session.execute(
            update(FactRow)
            .where(
                FactRow.case_id == recorded.case_id,
                FactRow.kind == recorded.fact.kind,
                FactRow.track.is_not_distinct_from(recorded.track),
                FactRow.superseded_by.is_(None),
            )
            .values(superseded_by=recorded.id)
        )
        self._session.add(
            FactRow(
                id=recorded.id,
                case_id=recorded.case_id,
                kind=recorded.fact.kind,
                at=recorded.fact.time.at,
                precision=recorded.fact.time.precision,
                document=recorded.fact.document,
                entered_at=recorded.entered_at,
                entered_by=recorded.entered_by,
                sequence=recorded.sequence,
                track=recorded.track,
            )
        )
        self._session.flush()

    def all(self, case_id: UUID, *, zone: Zone) -> list[RecordedFact]:
        """Every fact ever entered for a case, in the order of entry."""
        rows = self._session.scalars(
            select(FactRow).where(FactRow.case_id == case_id).order_by(FactRow.sequence, FactRow.id)
        )
        return [_recorded(row, zone) for row in rows]

    def known(self, case_id: UUID, *, zone: Zone) -> KnownFacts:
        """The facts that count, none superseded: one of a kind for the case, and one for each track."""
        of_case: dict[FactKind, FactTime] = {}
        of_tracks: dict[UUID, dict[FactKind, FactTime]] = {}
        for found in self.all(case_id, zone=zone):
            if found.superseded_by is None:
                own = of_tracks.setdefault(found.track, {}) if found.track else of_case
                own[found.fact.kind] = found.fact.time
        return KnownFacts(of_case, of_tracks)


def _recorded(row: FactRow, zone: Zone) -> RecordedFact:
    at = None if row.at is None else row.at.astimezone(zone.tz)
    return RecordedFact(
        id=row.id,
        case_id=row.case_id,
        fact=Fact(FactKind(row.kind), FactTime(at, Precision(row.precision)), row.document),
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        sequence=row.sequence,
        superseded_by=row.superseded_by,
        track=row.track,
    )
