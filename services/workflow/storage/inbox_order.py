"""The orders of the inbox: parts that an index has in order, merged, and where in them a page ended.

What is left until a limit differs between two tasks of one zone by the same amount at any time, so an index has
each zone in order of urgency; across zones it depends on the moment, which stays that of the first page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    bindparam,
    case,
    literal_column,
    tuple_,
)

from workflow.domain.inbox import Sort, Sorting
from workflow.domain.zones import Zone
from workflow.storage.access import Columns
from workflow.storage.inbox_filters import NO_DUE

NO_URGENCY = 2**63 - 1
"""Where tasks without a limit stand in the order of urgency."""
FIRST, LAST = 0, 1
KINDS: Mapping[Sort, Sequence[type]] = {
    Sort.URGENCY: (int, int, datetime, UUID),
    Sort.DUE: (int, datetime, UUID),
    Sort.CREATED: (int, datetime, UUID),
    Sort.PRIORITY: (int, int, datetime, UUID),
}
"""What a place consists of: the rank of the part, then the values that its rows are ordered by."""


@dataclass(frozen=True)
class Part:
    """Rows that stand together, all before those of a part with a higher rank.

    `ahead` is taken off the first value, to make it comparable with that of other parts.
    """

    rank: int
    values: tuple[ColumnElement[Any], ...]
    only: tuple[ColumnElement[bool], ...] = ()
    ahead: ColumnElement[int] | None = None

    def columns(self) -> Iterator[ColumnElement[Any]]:
        """The place of each row, comparable with those of other parts."""
        rank = literal_column(str(self.rank), BigInteger)
        first = self.values[0] if self.ahead is None else self.values[0] - self.ahead
        for number, value in enumerate((rank, first, *self.values[1:])):
            yield value.label(f"place_{number}")

    def beyond(self, *, descending: bool) -> ColumnElement[bool]:
        """The rows of this part that come after a place in a part of its rank."""
        first, *rest = (bindparam(after(n), type_=value.type) for n, value in enumerate(self.values, 1))
        ends = (first if self.ahead is None else first + self.ahead, *rest)
        row, end = tuple_(*self.values), tuple_(*ends)
        return row < end if descending else row > end


def after(number: int) -> str:
    """The parameter for the value in this position of the place where the page before ended."""
    return f"after_{number}"


def ahead_in(zone: Zone) -> str:
    """The parameter for where the moment of asking stands in the working time of a zone."""
    return f"ahead_{zone}"


def parts_of(sorting: Sorting, row: Columns, *, by_zone: bool) -> list[Part]:
    """The whole order; by zone, where an index is to bring the rows of each in order instead of sorting them all."""
    due, id_ = row.due_order, row.id
    if sorting.by is Sort.CREATED:
        return [Part(FIRST, (row.created_at, id_))]
    if sorting.by is Sort.PRIORITY:
        return [Part(FIRST, (row.priority, due, id_))]
    if sorting.by is Sort.DUE:
        return _limited_first(Part(FIRST, (due, id_)), due, NO_DUE, sorting)
    urgency, ahead = row.urgency, {zone: bindparam(ahead_in(zone), type_=BigInteger()) for zone in Zone}
    if by_zone:
        return [
            part
            for zone in Zone
            for part in _split(Part(FIRST, (urgency, due, id_), (row.zone == zone,)), ahead[zone], urgency)
        ]
    passed = case({zone.value: ahead[zone] for zone in Zone}, value=row.zone)
    left = case((urgency == NO_URGENCY, urgency), else_=urgency - passed)
    return _limited_first(Part(FIRST, (left, due, id_)), urgency, NO_URGENCY, sorting)


def _split(zone: Part, ahead: ColumnElement[int], urgency: ColumnElement[int]) -> list[Part]:
    """No time runs for tasks without a limit: nothing is taken off, or added to where a page among them ended."""
    limited = replace(zone, only=(*zone.only, urgency < NO_URGENCY), ahead=ahead)
    return [limited, replace(zone, rank=LAST, only=(*zone.only, urgency == NO_URGENCY))]


def _limited_first(part: Part, limit: ColumnElement[Any], none: object, sorting: Sorting) -> list[Part]:
    """Upwards, no limit is the latest of all; downwards those without one need a part of their own to be last."""
    if not sorting.descending:
        return [part]
    return [
        replace(part, rank=FIRST, only=(*part.only, limit < none)),
        replace(part, rank=LAST, only=(*part.only, limit == none)),
    ]
