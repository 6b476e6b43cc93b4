"""Tracks of a case, one a suspect."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.domain.tracks import Track, TrackState
from workflow.storage.tables import TrackRow


class TrackStore:
    """Rows of `tracks` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_case(self, case_id: UUID) -> dict[UUID, Track]:
        """Every track of a case by its id, in the order in which the suspects were named."""
        rows = self._session.scalars(
            select(TrackRow)
            .where(TrackRow.case_id == case_id)
            .order_by(TrackRow.opened_at, TrackRow.id)
            .execution_options(populate_existing=True)
        )
        return {row.id: _track(row) for row in rows}

    def save(self, track: Track) -> None:
        """Write it, new or not."""
        values = asdict(track)
        self._session.execute(
            insert(TrackRow)
            .values(values)
            .on_conflict_do_update(index_elements=["case_id", "id"], set_=values)
        )


def _track(row: TrackRow) -> Track:
    values = {column.name: getattr(row, column.name) for column in TrackRow.__table__.columns}
    return Track(**{**values, "state": TrackState(row.state)})
