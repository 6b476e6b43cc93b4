"""How many tasks people have in hand, and who has worked on a case."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflow.domain.task import TaskState
from workflow.storage.tables import TaskRow


class WorkloadStore:
    """Counts of tasks by the officer who holds or has completed them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_hand(self, officers: Collection[str]) -> dict[str, int]:
        """Claimed tasks of each, whatever the case."""
        return self._counted(TaskRow.assignee.in_(officers), TaskRow.state == TaskState.CLAIMED)

    def of_case(self, case_id: UUID) -> dict[str, int]:
        """Tasks of one case that each holds or has completed."""
        states = TaskRow.state.in_([TaskState.CLAIMED, TaskState.COMPLETED])
        return self._counted(TaskRow.case_id == case_id, TaskRow.assignee.is_not(None), states)

    def _counted(self, *conditions: ColumnElement[bool]) -> dict[str, int]:
        query = select(TaskRow.assignee, func.count()).where(*conditions).group_by(TaskRow.assignee)
        return {assignee: count for assignee, count in self._session.execute(query) if assignee is not None}
