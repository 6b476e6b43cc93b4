"""How many tasks people have in hand, and who has worked on a case."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.domain.task import TaskState
from workflow.storage.inbox_tables import OpenTaskRow
from workflow.storage.tables import TaskRow

Whose = InstrumentedAttribute[str | None]


class WorkloadStore:
    """Counts of tasks by the officer who holds or has completed them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_hand(self, officers: Collection[str]) -> dict[str, int]:
        """Claimed tasks of each, whatever the case."""
        return self._counted(OpenTaskRow.assignee, OpenTaskRow.assignee.in_(officers))

    def of_case(self, case_id: UUID) -> dict[str, int]:
        """Tasks of one case that each holds or has completed."""
        states = TaskRow.state.in_([TaskState.CLAIMED, TaskState.COMPLETED])
        return self._counted(TaskRow.assignee, TaskRow.case_id == case_id, states)

    def _counted(self, whose: Whose, *conditions: ColumnElement[bool]) -> dict[str, int]:
        query = select(whose, func.count()).where(whose.is_not(None), *conditions).group_by(whose)
        return {officer: count for officer, count in self._session.execute(query) if officer is not None}
