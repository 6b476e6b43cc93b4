"""Human tasks: the inbox's rows and its questions."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
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
WRITTEN = [column.name for column in TASKS.c if column.computed is None]
SAVE = (
    update(TASKS)
    .where(TASKS.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in WRITTEN if name != "id"})
)
BY_URGENCY = Order("tasks", (TaskRow.due_order, TaskRow.id))


class TaskStore:
    """Rows of `tasks` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, task: HumanTask) -> None:
        self._session.add(TaskRow(**vars(task)))
        self._session.flush()

    def save(self, task: HumanTask) -> None:
        """Write what the life of a task may change."""
        values = {name: value for name, value in vars(task).items() if name != "id"}
        self._session.execute(SAVE, {**values, "of": task.id})

    def visible(self, task_id: UUID, officer: Officer) -> HumanTask | None:
        """None when there is none or this officer may not see it."""
        return self._one(select(TaskRow).where(TaskRow.id == task_id, visible_to(officer, TaskRow)))

    def lock(self, task_id: UUID) -> HumanTask | None:
        """For a change; waits for whoever is changing it now."""
        return self._one(select(TaskRow).where(TaskRow.id == task_id).with_for_update())

    def open_of(self, case_id: UUID) -> list[HumanTask]:
        """The tasks of a case that wait for somebody or are being worked on."""
        rows = self._session.scalars(
            select(TaskRow)
            .where(TaskRow.case_id == case_id, TaskRow.state.in_([TaskState.OPEN, TaskState.CLAIMED]))
            .order_by(TaskRow.created_at, TaskRow.id)
            .execution_options(populate_existing=True)
        )
        return [_task(row) for row in rows]

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

    def _one(self, query: Select[TaskRow]) -> HumanTask | None:
        row = self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        return None if row is None else _task(row)


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


def _task(row: TaskRow) -> HumanTask:
    values = {name.name: getattr(row, name.name) for name in fields(HumanTask)}
    counted_at = row.clock_office or row.office
    local = {name: in_office_time(values[name], counted_at) for name in ("due_at", "legal_limit")}
    coded = {
        "state": TaskState(row.state),
        "zone": Zone(row.zone),
        "role": Role(row.role),
        "priority": Priority(row.priority),
    }
    return HumanTask(**{**values, **local, **coded})
