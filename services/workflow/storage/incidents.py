"""Incidents: what stopped a case, until a coordinator has it tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.domain.incident import Incident
from workflow.storage.incident_tables import HeldEventRow, IncidentRow


class IncidentStore:
    """Rows of `incidents` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def raise_(self, incident: Incident) -> None:
        """A case that is stuck already, and fails again, keeps one incident: this one."""
        values = asdict(incident)
        self._session.execute(
            insert(IncidentRow)
            .values(values)
            .on_conflict_do_update(
                index_elements=["case_id"], index_where=IncidentRow.resolved_at.is_(None), set_=values
            )
        )

    def open_of(self, case_id: UUID) -> Incident | None:
        """What keeps the case from going on; None while nothing does."""
        row = self._session.scalars(
            select(IncidentRow)
            .where(IncidentRow.case_id == case_id, IncidentRow.resolved_at.is_(None))
            .execution_options(populate_existing=True)
        ).one_or_none()
        return None if row is None else _incident(row)

    def resolve(self, incident: Incident, *, by: str, now: datetime) -> None:
        """The case goes on; the incident stays on record."""
        self._session.execute(
            update(IncidentRow).where(IncidentRow.id == incident.id).values(resolved_at=now, resolved_by=by)
        )

    def hold(self, case_id: UUID, event: Mapping[str, Any]) -> None:
        """Keep an event for when the case goes on."""
        self._session.execute(insert(HeldEventRow).values(case_id=case_id, event=dict(event)))

    def take_held(self, case_id: UUID) -> list[Mapping[str, Any]]:
        """The events that came meanwhile, in their order; they are kept no longer."""
        rows = self._session.execute(
            delete(HeldEventRow)
            .where(HeldEventRow.case_id == case_id)
            .returning(HeldEventRow.position, HeldEventRow.event)
        )
        return [row.event for row in sorted(rows, key=lambda row: row.position)]


def _incident(row: IncidentRow) -> Incident:
    values = {name: getattr(row, name) for name in Incident.__dataclass_fields__}
    return Incident(**{**values, "data_keys": tuple(row.data_keys), "places": tuple(row.places)})
