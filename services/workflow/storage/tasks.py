"""Human tasks as rows; the inbox asks about them in `storage.inbox`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, Table, bindparam, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from chassis.rows import JsonRows, Row
from workflow.domain.instance import InstanceState
from workflow.domain.officer import Officer, Role
from workflow.domain.task import HumanTask, Priority, TaskState
from workflow.domain.zones import Zone
from workflow.storage.access import visible_to
from workflow.storage.office_time import in_office_time
from workflow.storage.tables import TaskRow

TASKS = cast(Table, TaskRow.__table__)
HELD = tuple(field.name for field in fields(HumanTask))
KINDS: Mapping[str, type[Enum]] = {
    "state": TaskState,
    "case_state": InstanceState,
    "zone": Zone,
    "role": Role,
    "priority": Priority,
}
CODES: Mapping[str, Mapping[Any, Any]] = {
    name: {code.value: code for code in kind} for name, kind in KINDS.items()
}
# psycopg brings lists as they are; SQLAlchemy would go through each once more.
WHOLE = select(
    *(
        type_coerce(column, NullType()).label(name) if isinstance(column.type, ARRAY) else column
        for name, column in ((name, TASKS.c[name]) for name in HELD)
    )
)
OPEN_OF = WHOLE.where(
    TASKS.c.case_id == bindparam("of"), TASKS.c.state.in_([TaskState.OPEN, TaskState.CLAIMED])
).order_by(TASKS.c.created_at, TASKS.c.id)
GET = WHOLE.where(TASKS.c.id == bindparam("of"))
# A task that a migration cancelled opens anew, under its id, when the migration is undone: when and in which step too.
TASK_ROWS = JsonRows(TASKS, key=("id",), columns=HELD, lasting=("case_id", "regime", "intake_number"))


class TaskStore:
    """Rows of `tasks` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, tasks: Iterable[HumanTask]) -> None:
        """Write them, new or not."""
        TASK_ROWS.save(self._session, map(vars, tasks))

    def get(self, task_id: UUID) -> HumanTask | None:
        """For a change by whoever has locked its case, under which alone the rows of its tasks change."""
        row = self._session.execute(GET, {"of": task_id}).mappings().one_or_none()
        return None if row is None else task_of(row)

    def visible(self, task_id: UUID, officer: Officer) -> HumanTask | None:
        """None when there is none or this officer may not see it."""
        visible = WHOLE.where(TASKS.c.id == task_id, visible_to(officer, TaskRow))
        row = self._session.execute(visible).mappings().one_or_none()
        return None if row is None else task_of(row)

    def open_of(self, case_id: UUID) -> list[HumanTask]:
        """The tasks of a case that wait for somebody or are being worked on."""
        rows = self._session.execute(OPEN_OF, {"of": case_id})
        return [task_of(row) for row in rows.mappings()]


def task_of(values: Row) -> HumanTask:
    """The task that a row holds, its limits with the offset of its office."""
    own = {name: values[name] for name in HELD}
    counted_at = own["clock_office"] or own["office"]
    for name in ("due_at", "legal_limit"):
        own[name] = in_office_time(own[name], counted_at)
    for name, codes in CODES.items():
        own[name] = codes[own[name]]
    return HumanTask(**own)
