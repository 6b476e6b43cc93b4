"""The filters of the inbox as SQL, the same for the open tasks and for all of them.

Which filters there are shapes a statement; their values are its parameters, so that a shape is built once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, any_, bindparam, false, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY

from workflow.domain.inbox import InboxQuery
from workflow.domain.officer import Officer
from workflow.domain.task import TaskState
from workflow.storage.access import BOUNDS, OWN_WORK, Condition, bounds_of, own_work_of
from workflow.storage.inbox_tables import OPEN_TASKS
from workflow.storage.tasks import TASKS

LAST_SECOND = timedelta(seconds=1)
"""A limit of 23:59:59 holds to the end of that second."""
NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)
"""Where tasks without a limit stand in the order of limits."""
WORD = re.compile(r"[^\W_]+")
INDONESIAN: ColumnElement[str] = literal_column("'indonesian'")
AS_WRITTEN: ColumnElement[str] = literal_column("'simple'")
LISTS = frozenset({"states", "own_roles", "articles"})
WRITTEN_OUT = frozenset({"articles"})
"""Written into the statement, quoted by SQLAlchemy: a plan that is kept for any value takes each for a rare one, and
sorts all that a common one finds, where the order's own index would have found a page at once."""
EXACT = (
    "agency",
    "office",
    "level",
    "role",
    "assignee",
    "case_id",
    "track",
    "name",
    "regime",
    "stage",
    "priority",
    "case_state",
)


def _equal(column: str) -> Condition:
    return lambda row, value: row[column] == value


CONDITIONS: Mapping[str, Condition] = {
    **BOUNDS,
    **{f"own_{name}": bound for name, bound in BOUNDS.items()},
    **OWN_WORK,
    **{name: _equal(name) for name in EXACT},
    "states": lambda row, value: row.state == any_(value),
    "holder": _equal("assignee"),
    "created_from": lambda row, value: row.created_at >= value,
    "created_until": lambda row, value: row.created_at < value,
    "due_from": lambda row, value: and_(row.due_order >= value, row.due_order < NO_DUE),
    "due_until": lambda row, value: row.due_order < value,
    "passed_by": lambda row, value: row.due_order <= value,
    "articles": lambda row, value: row.articles.contains(value),
    "nothing": lambda _row, _value: false(),
}


def source_of(query: InboxQuery) -> Table:
    """The table that answers it: the small one unless closed tasks are asked for, or those of one case, which are few."""
    return OPEN_TASKS if query.of_unfinished and query.case_id is None else TASKS


def filters_of(query: InboxQuery, officer: Officer, *, at: datetime) -> dict[str, Any]:
    """The values that narrow, by the names of their conditions; `at` is when it is asked what is overdue."""
    narrowing = {
        **{name: getattr(query, name) for name in EXACT},
        "states": _states(query),
        "holder": query.mine and query.mine.id,
        "created_from": query.created_from,
        "created_until": query.created_until,
        "due_from": query.due_from,
        "due_until": query.due_until,
        "passed_by": at - LAST_SECOND if query.overdue else None,
        "articles": None if query.article is None else [query.article],
        **{f"word_{number}": word for number, word in enumerate(WORD.findall(query.text or ""))},
        **bounds_of(officer),
        **(_work_for(query.candidate, asker=officer) if query.candidate else {}),
    }
    return {name: value for name, value in narrowing.items() if value is not None}


def conditions_of(names: Collection[str], source: Table) -> list[ColumnElement[bool]]:
    """All must hold of a row; their values are parameters of the same names."""
    return [
        _word(source, name) if name.startswith("word_") else CONDITIONS[name](source.c, _parameter(name))
        for name in sorted(names)
    ]


def _work_for(candidate: Officer, *, asker: Officer) -> dict[str, Any]:
    """Within what the candidate sees, which for the asker is said already; who works on nothing needs no look."""
    own = own_work_of(candidate)
    if not own["own_roles"]:
        return {"nothing": True}
    sight = {} if candidate == asker else bounds_of(candidate)
    return own | {f"own_{name}": value for name, value in sight.items()}


def _states(query: InboxQuery) -> list[str] | None:
    states = {TaskState.OPEN} if query.candidate is not None else set(TaskState)
    wanted = states & set(query.states)
    if source_of(query) is OPEN_TASKS and len(wanted) == len(InboxQuery().states):
        return None  # the small table has no others
    return sorted(wanted)


def _parameter(name: str) -> Any:
    return bindparam(name, type_=ARRAY(Text) if name in LISTS else None, literal_execute=name in WRITTEN_OUT)


def _word(source: Table, name: str) -> ColumnElement[bool]:
    """In a title by its stem or as written, in a number as one of its parts; written out as an article is."""
    word = bindparam(name, type_=Text(), literal_execute=True)
    stems, written = func.plainto_tsquery(INDONESIAN, word), func.plainto_tsquery(AS_WRITTEN, word)
    return source.c.words.bool_op("@@")(stems.op("||")(written))
