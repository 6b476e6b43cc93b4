"""`domain.access` as SQL filters; a test holds the two against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, any_, false, true
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from workflow.domain.access import OPEN_TO_ALL_OFFICERS, roles_worked_for, scope_of, sees_all_levels
from workflow.domain.officer import Officer
from workflow.storage.tables import InstanceRow, TaskRow

Columns = ReadOnlyColumnCollection[str, Any]
"""Those of `tasks` or of `open_tasks`."""
Row = type[InstanceRow] | type[TaskRow] | Columns
Condition = Callable[[Any, Any], ColumnElement[bool]]
"""What a value, or a parameter that stands for it, asks of a row."""
PAST_ALL_BELOW: Final = "/"
"""Follows the dot in the order of characters, so that 32 and all of 32.* lie from `32` to before `32/`."""

BOUNDS: Mapping[str, Condition] = {
    "reach_from": lambda row, value: row.office >= value,
    "reach_until": lambda row, value: row.office < value,
    "cleared": lambda row, value: row.confidentiality <= value,
}
OWN_WORK: Mapping[str, Condition] = {
    "own_agency": lambda row, value: row.agency == value,
    "own_roles": lambda row, value: row.role == any_(value),
}


def bounds_of(officer: Officer) -> dict[str, Any]:
    """What is in this officer's sight, by name of `BOUNDS`; nothing for whoever sees all."""
    scope = scope_of(officer)
    reach = {} if scope is None else {"reach_from": scope, "reach_until": f"{scope}{PAST_ALL_BELOW}"}
    return reach if sees_all_levels(officer) else {**reach, "cleared": OPEN_TO_ALL_OFFICERS}


def own_work_of(officer: Officer) -> dict[str, Any]:
    """Beside what is in sight, what an officer may work on, by name of `OWN_WORK`."""
    return {"own_agency": officer.agency.value, "own_roles": sorted(roles_worked_for(officer))}


def visible_to(officer: Officer, row: Row) -> ColumnElement[bool]:
    """The rows that `may_see` would let this officer see."""
    return and_(true(), *(BOUNDS[name](row, value) for name, value in bounds_of(officer).items()))


def workable_by(officer: Officer, row: Row = TaskRow) -> ColumnElement[bool]:
    """The tasks that `may_work_on` would let this officer work on."""
    if not roles_worked_for(officer):
        return false()
    own = (OWN_WORK[name](row, value) for name, value in own_work_of(officer).items())
    return and_(visible_to(officer, row), *own)
