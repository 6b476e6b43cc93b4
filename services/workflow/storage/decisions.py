"""Decisions about tasks: the journal's entries once more, to be asked for by task."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.domain.decision import Decision, DecisionKind
from workflow.storage.work_tables import DecisionRow


class DecisionStore:
    """Written once with the journal entry, never changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, decision: Decision) -> None:
        self._session.add(DecisionRow(**vars(decision)))
        self._session.flush()

    def of_task(self, task_id: UUID) -> list[Decision]:
        """In the order in which they were taken."""
        rows = self._session.scalars(
            select(DecisionRow).where(DecisionRow.task_id == task_id).order_by(DecisionRow.sequence)
        )
        return [_decision(row) for row in rows]


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        case_id=row.case_id,
        sequence=row.sequence,
        task_id=row.task_id,
        kind=DecisionKind(row.kind),
        actor=row.actor,
        about=row.about,
        reason=row.reason,
        decided_at=row.decided_at,
    )
