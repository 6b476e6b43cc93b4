"""The statements of the inbox by their shape: building one costs more than what an index needs to answer it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Select, Table, func, select

from workflow.domain.inbox import Sorting
from workflow.storage.access import Columns
from workflow.storage.inbox_filters import conditions_of
from workflow.storage.inbox_order import parts_of
from workflow.storage.inbox_places import found_first, in_order, rows_in_order
from workflow.storage.inbox_shown import Shown, json_of
from workflow.storage.inbox_tables import OPEN_TASKS
from workflow.storage.tasks import TASKS

MOST_SHAPES = 1_000
"""More than officers ask in a day; one takes some ten kilobytes."""
NARROW = frozenset({"reach_from", "office", "assignee", "holder"})
"""Filters that an index finds, and that leave so few that sorting them costs less than to meet them in their order."""


def finds_few(source: Table, filters: Collection[str]) -> bool:
    """Whether what the filters find is to be sorted, whatever index the order has."""
    return source is OPEN_TASKS and not NARROW.isdisjoint(filters)


@lru_cache(MOST_SHAPES)
def page_statement(
    source: Table,
    sorting: Sorting,
    filters: frozenset[str],
    shown: Shown,
    *,
    by_zone: bool,
    reached: int | None,
) -> Select[Any]:
    """Tasks as JSON, each with its place in the order behind it."""
    conditions, row = conditions_of(filters, source), cast(Columns, source.c)
    if finds_few(source, filters):
        conditions, row = [], found_first(source, conditions).c
    parts = parts_of(sorting, row, by_zone=by_zone)
    found = rows_in_order(parts, conditions, reached=reached, descending=sorting.descending)
    places = list(found.c)
    return (
        select(json_of(shown), *places)
        .select_from(TASKS)
        .join(found, TASKS.c.id == places[-1])
        .order_by(*in_order(found, descending=sorting.descending))
    )


@lru_cache(MOST_SHAPES)
def count_statement(source: Table, filters: frozenset[str]) -> Select[Any]:
    """How many hold all of them."""
    return select(func.count()).select_from(source).where(*conditions_of(filters, source))
