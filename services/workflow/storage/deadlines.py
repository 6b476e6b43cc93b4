"""Deadlines of cases: the only truth on dates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.storage.office_time import in_office_time
from workflow.storage.tables import DeadlineHistoryRow, DeadlineRow

OFFICE_TIMES = ("start_at", "legal_limit", "safe_limit", "actual")
"""Shown with the offset of the office they count at, whatever zone the database speaks in."""


@dataclass
class Deadline:
    """One clock of one case as last computed; `explanation` is the whole answer to "why this date"."""

    id: UUID
    case_id: UUID
    rule: str
    limit_name: str
    agency: str
    office: str
    start_fact: str | None
    start_at: datetime | None
    start_basis: str | None
    legal_limit: datetime | None
    safe_limit: datetime | None
    actual: datetime | None
    state: str
    disputed: bool
    explanation: dict[str, Any]
    computed_at: datetime
    next_alert_at: datetime | None
    missed_at: datetime | None
    track: UUID | None = None
    clock_office: str | None = None


@dataclass(frozen=True)
class OldComputation:
    """A computation that journal entry `sequence` replaced."""

    sequence: int
    computed_at: datetime
    explanation: dict[str, Any]


class DeadlineStore:
    """Rows of `deadlines` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_case(self, case_id: UUID) -> list[Deadline]:
        """Every deadline of a case in the order of the rules, the case's own before those of its tracks."""
        rows = self._session.scalars(
            select(DeadlineRow)
            .where(DeadlineRow.case_id == case_id)
            .order_by(DeadlineRow.rule, DeadlineRow.track.nulls_first())
            .execution_options(populate_existing=True)
        )
        return [_deadline(row) for row in rows]

    def get(self, deadline_id: UUID) -> Deadline | None:
        row = self._session.get(DeadlineRow, deadline_id)
        return None if row is None else _deadline(row)

    def save(self, deadline: Deadline) -> None:
        """Write it, new or not."""
        values = asdict(deadline)
        self._session.execute(
            insert(DeadlineRow).values(values).on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def keep_old(self, deadline: Deadline, *, sequence: int, now: datetime) -> None:
        """Keep a computation that journal entry `sequence` is about to replace."""
        self._session.execute(
            insert(DeadlineHistoryRow)
            .values(
                deadline_id=deadline.id,
                sequence=sequence,
                computed_at=deadline.computed_at,
                replaced_at=now,
                explanation=deadline.explanation,
            )
            .on_conflict_do_nothing()  # replaced twice in one step: what the step found stands
        )

    def history(self, deadline_id: UUID) -> list[OldComputation]:
        """What was computed before, oldest first."""
        rows = self._session.scalars(
            select(DeadlineHistoryRow)
            .where(DeadlineHistoryRow.deadline_id == deadline_id)
            .order_by(DeadlineHistoryRow.sequence)
        )
        return [OldComputation(row.sequence, row.computed_at, row.explanation) for row in rows]

    def cases_due(self, now: datetime, *, limit: int) -> list[UUID]:
        """Cases with an alert that is due, the longest waiting first."""
        first_due = func.min(DeadlineRow.next_alert_at)
        return list(
            self._session.scalars(
                select(DeadlineRow.case_id)
                .where(DeadlineRow.next_alert_at <= now)
                .group_by(DeadlineRow.case_id)
                .order_by(first_due)
                .limit(limit)
            )
        )

    def count_due(self, now: datetime) -> int:
        """How many alerts are due and not yet given."""
        query = select(func.count()).select_from(DeadlineRow).where(DeadlineRow.next_alert_at <= now)
        return self._session.scalar(query) or 0

    def alerted(self, deadline: Deadline) -> None:
        """Write what an alert changed."""
        self._session.execute(
            update(DeadlineRow)
            .where(DeadlineRow.id == deadline.id)
            .values(next_alert_at=deadline.next_alert_at, missed_at=deadline.missed_at)
        )


def _deadline(row: DeadlineRow) -> Deadline:
    values = {column.name: getattr(row, column.name) for column in DeadlineRow.__table__.columns}
    counted_at = row.clock_office or row.office
    local = {name: in_office_time(values[name], counted_at) for name in OFFICE_TIMES}
    return Deadline(**{**values, **local})
