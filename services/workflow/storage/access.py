"""`domain.access` as SQL filters; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from workflow.domain.access import OPEN_TO_ALL_OFFICERS, roles_worked_for, scope_of, sees_all_levels
from workflow.domain.officer import Officer
from workflow.storage.inbox_tables import OpenTaskRow
from workflow.storage.tables import InstanceRow, TaskRow

AnyTask = type[TaskRow] | type[OpenTaskRow]


def visible_to(officer: Officer, row: type[InstanceRow] | AnyTask) -> ColumnElement[bool]:
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


def workable_by(officer: Officer, row: AnyTask = TaskRow) -> ColumnElement[bool]:
    """The tasks that `may_work_on` would let this officer work on."""
    roles = sorted(roles_worked_for(officer))
    if not roles:
        return false()
    return and_(visible_to(officer, row), row.agency == officer.agency, row.role.in_(roles))
