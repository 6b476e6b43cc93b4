"""Tracks of a case, one a suspect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from chassis.rows import JsonRows, Row
from workflow.domain.tracks import Track, TrackState
from workflow.storage.clock_tables import TrackRow

TRACKS = cast(Table, TrackRow.__table__)
TRACK_ROWS = JsonRows(TRACKS, key=("case_id", "id"))
OF_CASE = select(TRACKS).order_by(TRACKS.c.opened_at, TRACKS.c.id)


class TrackStore:
    """Rows of `tracks` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_case(self, case_id: UUID) -> dict[UUID, Track]:
        """Every track of a case by its id, in the order in which the suspects were named."""
        rows = self._session.execute(OF_CASE.where(TRACKS.c.case_id == case_id)).mappings()
        return {row["id"]: track_of(row) for row in rows}

    def save(self, tracks: Iterable[Track]) -> None:
        """Write them, new or not."""
        TRACK_ROWS.save(self._session, map(vars, tracks))


def track_of(values: Row) -> Track:
    """The track that a row holds."""
    return Track(**{**dict(values), "state": TrackState(values["state"])})
