"""Human tasks: the inbox's rows and its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, func, select
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from chassis.rows import JsonRows, Row
from workflow.domain.officer import Officer, Role
from workflow.domain.task import HumanTask, Priority, TaskState
from workflow.domain.zones import Zone
from workflow.storage.access import visible_to, workable_by
from workflow.storage.office_time import in_office_time
from workflow.storage.tables import TaskRow


@dataclass(frozen=True, kw_only=True)
class InboxQuery:
    """What an inbox page shows; every filter that is None lets everything pass."""

    states: tuple[TaskState, ...] = (TaskState.OPEN, TaskState.CLAIMED)
    agency: str | None = None
    office: str | None = None
    assignee: str | None = None
    candidate: Officer | None = None
    case_id: UUID | None = None
    name: str | None = None
    track: UUID | None = None
    due_before: datetime | None = None

    def in_state(self, state: TaskState) -> InboxQuery:
        """The same question about tasks in this state alone."""
        return replace(self, states=(state,))


TASKS = cast(Table, TaskRow.__table__)
HELD = tuple(field.name for field in fields(HumanTask))
CODES: Mapping[str, Callable[[Any], Any]] = {
    "state": TaskState,
    "zone": Zone,
    "role": Role,
    "priority": Priority,
}
OPEN_OF = (
    select(TASKS)
    .where(TASKS.c.case_id == bindparam("of"), TASKS.c.state.in_([TaskState.OPEN, TaskState.CLAIMED]))
    .order_by(TASKS.c.created_at, TASKS.c.id)
)
GET = select(TASKS).where(TASKS.c.id == bindparam("of"))
TASK_ROWS = JsonRows(TASKS, key=("id",), columns=HELD)
BY_URGENCY = Order("tasks", (TaskRow.due_order, TaskRow.id))


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
        visible = select(TASKS).where(TASKS.c.id == task_id, visible_to(officer, TaskRow))
        row = self._session.execute(visible).mappings().one_or_none()
        return None if row is None else task_of(row)

    def open_of(self, case_id: UUID) -> list[HumanTask]:
        """The tasks of a case that wait for somebody or are being worked on."""
        rows = self._session.execute(OPEN_OF, {"of": case_id})
        return [task_of(row) for row in rows.mappings()]

    def page(self, query: InboxQuery, officer: Officer, asked: PageRequest) -> Page[HumanTask]:
        """Most urgent first by safe limit, tasks without one last, then by id, so that the order is total."""
        statement = select(TaskRow).where(*_filters(query, officer))
        rows = self._session.scalars(BY_URGENCY.page(statement, asked)).all()
        return BY_URGENCY.cut(rows, asked).each(_task)

    def count(self, query: InboxQuery, officer: Officer) -> int:
        """Exact, under the same filters and the same access as the page."""
        return (
            self._session.scalar(select(func.count()).select_from(TaskRow).where(*_filters(query, officer)))
            or 0
        )


def _filters(query: InboxQuery, officer: Officer) -> list[ColumnElement[bool]]:
    exact = {
        TaskRow.agency: query.agency,
        TaskRow.office: query.office,
        TaskRow.assignee: query.assignee,
        TaskRow.case_id: query.case_id,
        TaskRow.name: query.name,
        TaskRow.track: query.track,
    }
    filters = [visible_to(officer, TaskRow), TaskRow.state.in_(query.states)]
    filters += [column == value for column, value in exact.items() if value is not None]
    if query.due_before is not None:
        filters.append(TaskRow.due_at < query.due_before)
    if query.candidate is not None:
        filters += [workable_by(query.candidate), TaskRow.state == TaskState.OPEN]
    return filters


def task_of(values: Row) -> HumanTask:
    """The task that a row holds, its limits with the offset of its office."""
    own = {name: values[name] for name in HELD}
    counted_at = own["clock_office"] or own["office"]
    local = {name: in_office_time(own[name], counted_at) for name in ("due_at", "legal_limit")}
    coded = {name: code(own[name]) for name, code in CODES.items()}
    return HumanTask(**{**own, **local, **coded})


def _task(row: TaskRow) -> HumanTask:
    return task_of({name: getattr(row, name) for name in HELD})
