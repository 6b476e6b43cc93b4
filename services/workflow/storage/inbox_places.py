"""The first rows of an order as places: those of each part, merged, as many as a page has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from workflow.storage.inbox_order import LAST, Part

LIMIT: ColumnElement[int] = bindparam("limit", type_=BigInteger())
NOTHING: ColumnElement[int] = literal_column("0")
ORDERED_BY = ("id", "zone", "urgency", "due_order", "created_at", "priority")


def found_first(source: Table, filters: Sequence[ColumnElement[bool]]) -> Subquery:
    """What the filters find, to be sorted afterwards: `OFFSET 0` keeps the order from PostgreSQL while it looks.

    Where few are found it would else go through an index of the order, thinking that the page fills up soon.
    """
    return select(*(source.c[name] for name in ORDERED_BY)).where(*filters).offset(NOTHING).subquery()


def rows_in_order(
    parts: Sequence[Part],
    filters: Sequence[ColumnElement[bool]],
    *,
    reached: int | None,
    descending: bool,
) -> FromClause:
    """The places of the first rows; behind the place that the parameters name, when a part of this rank was reached."""

    def merged(some: Sequence[Part], limit: ColumnElement[int]) -> Select[Any]:
        found = [_first_of(part, filters, reached, limit, descending=descending) for part in some]
        if len(found) == 1:
            return found[0]
        rows = union_all(*(select(part.subquery()) for part in found)).subquery()
        return select(rows).order_by(*in_order(rows, descending=descending)).limit(limit)

    left = [part for part in parts if reached is None or part.rank >= reached]
    last = [part for part in left if part.rank == LAST]
    if len(last) in (0, len(left)):
        return merged(left, LIMIT).subquery()
    first = merged([part for part in left if part.rank < LAST], LIMIT).cte("first")
    missing = LIMIT - select(func.count()).select_from(first).scalar_subquery()
    # What stands last is looked for only where the page is not full without it: a limit of 0 reads nothing.
    return union_all(select(first), select(merged(last, missing).subquery())).subquery()


def in_order(places: FromClause, *, descending: bool) -> list[ColumnElement[Any]]:
    """By part, and in it by the values in their direction."""
    rank, *values = [column for column in places.c if column.key.startswith("place_")]
    return [rank, *(value.desc() if descending else value for value in values)]


def _first_of(
    part: Part,
    filters: Sequence[ColumnElement[bool]],
    reached: int | None,
    limit: ColumnElement[int],
    *,
    descending: bool,
) -> Select[Any]:
    statement = select(*part.columns()).where(*filters, *part.only)
    if part.rank == reached:
        statement = statement.where(part.beyond(descending=descending))
    order = [value.desc() if descending else value for value in part.values]
    return statement.order_by(*order).limit(limit)
