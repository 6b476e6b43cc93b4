"""Drafts, one a task; the database itself deletes a draft when its task closes, whichever way it closes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.domain.draft import Draft
from workflow.storage.work_tables import DraftRow


class DraftStore:
    """Rows of `drafts` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, task_id: UUID) -> Draft:
        """An empty one where nobody has saved any."""
        query = select(DraftRow).where(DraftRow.task_id == task_id)
        row = self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        if row is None:
            return Draft(task_id)
        return Draft(row.task_id, row.version, row.answers, row.saved_by, row.saved_at)

    def save(self, draft: Draft) -> None:
        """The caller holds the task's row, so that no two savings pass each other."""
        values = {name: value for name, value in vars(draft).items() if name != "task_id"}
        self._session.execute(
            insert(DraftRow)
            .values(task_id=draft.task_id, **values)
            .on_conflict_do_update(index_elements=["task_id"], set_=values)
        )
