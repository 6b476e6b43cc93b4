"""The statements of the inbox by their shape: building one costs more than what an index needs to answer it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, func, select

from workflow.domain.inbox import Sorting
from workflow.storage.inbox_filters import conditions_of
from workflow.storage.inbox_order import in_order, parts_of, rows_in_order
from workflow.storage.inbox_shown import Shown, json_of
from workflow.storage.tasks import TASKS

MOST_SHAPES = 1_000
"""More than officers ask in a day; one takes some ten kilobytes."""


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
    parts = parts_of(sorting, source, by_zone=by_zone)
    found = rows_in_order(
        parts, conditions_of(filters, source), reached=reached, descending=sorting.descending
    )
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
