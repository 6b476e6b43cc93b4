"""`domain.access` as SQL filters; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from workflow.domain.access import OPEN_TO_ALL_OFFICERS, scope_of, sees_all_levels, works_on_tasks
from workflow.domain.officer import Officer
from workflow.storage.tables import InstanceRow, TaskRow


def visible_to(officer: Officer, row: type[InstanceRow | TaskRow]) -> ColumnElement[bool]:
    """The rows that `may_see` would let this officer see."""
    scope = scope_of(officer)
    within: ColumnElement[bool] = (
        true()
        if scope is None
        else or_(row.office == scope, row.office.startswith(f"{scope}.", autoescape=True))
    )
    cleared: ColumnElement[bool] = (
        true() if sees_all_levels(officer) else row.confidentiality <= OPEN_TO_ALL_OFFICERS
    )
    return and_(within, cleared)


def workable_by(officer: Officer) -> ColumnElement[bool]:
    """The tasks that `may_work_on` would let this officer work on."""
    if not works_on_tasks(officer):
        return false()
    return and_(visible_to(officer, TaskRow), TaskRow.agency == officer.agency)
