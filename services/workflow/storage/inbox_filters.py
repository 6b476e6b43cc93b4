"""The filters of the inbox as SQL, the same for the open tasks and for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column

from workflow.domain.inbox import InboxQuery
from workflow.domain.officer import Officer
from workflow.domain.task import TaskState
from workflow.storage.access import visible_to, workable_by
from workflow.storage.inbox_tables import OpenTaskRow
from workflow.storage.tables import TaskRow

Source = type[OpenTaskRow] | type[TaskRow]
LAST_SECOND = timedelta(seconds=1)
"""A limit of 23:59:59 holds to the end of that second."""
NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)
"""Where tasks without a limit stand in the order of limits."""
WORD = re.compile(r"[^\W_]+")
INDONESIAN: ColumnElement[str] = literal_column("'indonesian'")
AS_WRITTEN: ColumnElement[str] = literal_column("'simple'")


def source_of(query: InboxQuery) -> Source:
    """The table that answers it: the small one unless closed tasks are asked for."""
    return OpenTaskRow if query.of_unfinished else TaskRow


def filters_of(query: InboxQuery, officer: Officer, *, at: datetime) -> list[ColumnElement[bool]]:
    """All must hold of a row; `at` is when it is asked what is overdue."""
    row = source_of(query)
    return [
        visible_to(officer, row),
        *_states(query, row),
        *_codes(query, row),
        *_times(query, row, at=at),
        *_rest(query, row),
    ]


def _states(query: InboxQuery, row: Source) -> Iterator[ColumnElement[bool]]:
    states = {TaskState.OPEN} if query.candidate is not None else set(TaskState)
    wanted = states & set(query.states)
    if row is TaskRow or len(wanted) != len(InboxQuery().states):
        yield row.state.in_(sorted(wanted))


def _codes(query: InboxQuery, row: Source) -> Iterator[ColumnElement[bool]]:
    exact: dict[Any, Any] = {
        row.agency: query.agency,
        row.office: query.office,
        row.level: query.level,
        row.role: query.role,
        row.assignee: query.assignee,
        row.case_id: query.case_id,
        row.track: query.track,
        row.name: query.name,
        row.regime: query.regime,
        row.stage: query.stage,
        row.priority: query.priority,
    }
    yield from (column == value for column, value in exact.items() if value is not None)
    if query.mine is not None:
        yield row.assignee == query.mine.id


def _times(query: InboxQuery, row: Source, *, at: datetime) -> Iterator[ColumnElement[bool]]:
    if query.created_from is not None:
        yield row.created_at >= query.created_from
    if query.created_until is not None:
        yield row.created_at < query.created_until
    if query.due_from is not None:
        yield and_(row.due_order >= query.due_from, row.due_order < NO_DUE)
    if query.due_until is not None:
        yield row.due_order < query.due_until
    if query.overdue:
        yield row.due_order <= at - LAST_SECOND


def _rest(query: InboxQuery, row: Source) -> Iterator[ColumnElement[bool]]:
    if query.candidate is not None:
        yield workable_by(query.candidate, row)
    if query.article is not None:
        yield row.articles.contains([query.article])
    if query.text is not None:
        yield row.words.bool_op("@@")(words_in(query.text))


def words_in(text: str) -> ColumnElement[Any]:
    """Every word must be there: in a title by its stem or as written, in a number as one of its parts."""
    each = [
        func.plainto_tsquery(INDONESIAN, word).op("||")(func.plainto_tsquery(AS_WRITTEN, word))
        for word in WORD.findall(text)
    ]
    return reduce(lambda all_, one: all_.op("&&")(one), each)
