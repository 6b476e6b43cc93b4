"""`domain.access.may_see` as a SQL filter; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, true

from workflow.domain.access import OPEN_TO_ALL_OFFICERS, scope_of, sees_all_levels
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
