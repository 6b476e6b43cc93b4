"""The questions of the inbox: a page in an order, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.cursor import read_cursor, write_cursor
from chassis.paging import Page, PageRequest
from workflow.domain.inbox import InboxQuery, Sort, Sorting
from workflow.domain.officer import Officer
from workflow.domain.zones import Zone
from workflow.storage.inbox_filters import filters_of, source_of
from workflow.storage.inbox_order import KINDS, after, ahead_in
from workflow.storage.inbox_shown import Shown
from workflow.storage.inbox_statements import count_statement, finds_few, page_statement
from workflow.storage.inbox_tables import OPEN_TASKS

Positions = Callable[[datetime], Mapping[Zone, int]]
"""Where an instant stands in the working time of each zone."""


class InboxStore:
    """Tasks as officers ask for them; each sees what `domain.access` lets him see, and counts no other."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self,
        query: InboxQuery,
        officer: Officer,
        asked: PageRequest,
        *,
        shown: Shown,
        sorting: Sorting,
        now: datetime,
        positions: Positions,
    ) -> Page[str]:
        """What follows the cursor, in a total order, as JSON objects of what is `shown`.

        All pages are as urgent as they were when the first was asked.
        """
        source, urgent = source_of(query), sorting.by is Sort.URGENCY
        filters = filters_of(query, officer, at=now)
        by_zone = urgent and source is OPEN_TASKS and not finds_few(source, filters)
        name = f"tasks by {sorting}{' in each zone' if by_zone else ''}"
        at, after_ = _begun(asked, sorting, name, now=now)
        if at != now:
            filters = filters_of(query, officer, at=at)
        statement = page_statement(
            source,
            sorting,
            frozenset(filters),
            shown,
            by_zone=by_zone,
            reached=None if after_ is None else after_[0],
        )
        ahead = {ahead_in(zone): passed for zone, passed in (positions(at) if urgent else {}).items()}
        place = {after(number): value for number, value in enumerate(after_ or ()) if number}
        rows = self._session.execute(statement, {**filters, **ahead, **place, "limit": asked.limit + 1}).all()
        items = [row[0] for row in rows[: asked.limit]]
        if len(rows) <= asked.limit:
            return Page(items, None)
        _, *last = rows[asked.limit - 1]
        return Page(items, write_cursor([at, *last], of=name, question=asked.question))

    def count(self, query: InboxQuery, officer: Officer, *, now: datetime) -> int:
        """Exact, under the same filters and the same access as the page."""
        filters = filters_of(query, officer, at=now)
        return self._session.scalar(count_statement(source_of(query), frozenset(filters)), filters) or 0


def _begun(
    asked: PageRequest, sorting: Sorting, name: str, *, now: datetime
) -> tuple[datetime, list[object] | None]:
    """When the first page was asked, and the place where the last one ended."""
    if asked.after is None:
        return now, None
    kinds = (datetime, *KINDS[sorting.by])
    at, *after = read_cursor(asked.after, kinds, of=name, question=asked.question)
    return at, after
