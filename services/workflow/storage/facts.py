"""Facts of a case: entered and superseded, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from chassis.rows import JsonRows, Row
from workflow.domain.facts import Fact, FactKind, FactTime, Precision
from workflow.domain.known_facts import KnownFacts
from workflow.domain.zones import Zone
from workflow.storage.clock_tables import FactRow

FACTS = cast(Table, FactRow.__table__)
FACT_ROWS = JsonRows(FACTS, key=("id",))
SUPERSEDE = text(
    """
    UPDATE facts SET superseded_by = fresh.id
    FROM jsonb_to_recordset(CAST(:fresh AS jsonb)) AS fresh (id uuid, case_id uuid, kind text, track uuid)
    WHERE facts.case_id = fresh.case_id AND facts.kind = fresh.kind
        AND facts.track IS NOT DISTINCT FROM fresh.track AND facts.superseded_by IS NULL
    """
)


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

    def add(self, recorded: Sequence[RecordedFact]) -> None:
        """Each takes the place of the fact of its kind before it, in the case or in the same track.

        No two of them may be of one kind and track.
        """
        if recorded:
            rows = [_values(found) for found in recorded]
            self._session.execute(SUPERSEDE, {"fresh": FACT_ROWS.document(rows)})
            FACT_ROWS.add(self._session, rows)

    def all(self, case_id: UUID, *, zone: Zone) -> list[RecordedFact]:
        """Every fact ever entered for a case, in the order of entry."""
        rows = self._session.execute(
            select(FACTS).where(FACTS.c.case_id == case_id).order_by(FACTS.c.sequence, FACTS.c.id)
        )
        return [recorded_of(row, zone) for row in rows.mappings()]

    def known(self, case_id: UUID, *, zone: Zone) -> KnownFacts:
        """The facts that count, none superseded."""
        return known_from(found for found in self.all(case_id, zone=zone) if found.superseded_by is None)


def known_from(current: Iterable[RecordedFact]) -> KnownFacts:
    """Facts of which none is superseded: one of a kind for the case, and one for each track."""
    of_case: dict[FactKind, FactTime] = {}
    of_tracks: dict[UUID, dict[FactKind, FactTime]] = {}
    for found in current:
        own = of_tracks.setdefault(found.track, {}) if found.track else of_case
        own[found.fact.kind] = found.fact.time
    return KnownFacts(of_case, of_tracks)


def recorded_of(values: Row, zone: Zone) -> RecordedFact:
    """The fact that a row holds, its time in this zone."""
    at = None if values["at"] is None else values["at"].astimezone(zone.tz)
    return RecordedFact(
        id=values["id"],
        case_id=values["case_id"],
        fact=Fact(FactKind(values["kind"]), FactTime(at, Precision(values["precision"])), values["document"]),
        entered_at=values["entered_at"],
        entered_by=values["entered_by"],
        sequence=values["sequence"],
        superseded_by=values["superseded_by"],
        track=values["track"],
    )


def _values(recorded: RecordedFact) -> dict[str, Any]:
    fact = recorded.fact
    of_fact = {
        "kind": fact.kind,
        "at": fact.time.at,
        "precision": fact.time.precision,
        "document": fact.document,
    }
    return {**vars(recorded), **of_fact}
