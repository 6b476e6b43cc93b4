"""Saved views, each in the sight of its owner alone."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from workflow.domain.saved_view import SavedView
from workflow.storage.inbox_tables import SavedViewRow

BY_NAME = Order("saved views", (SavedViewRow.name, SavedViewRow.id))
VIEWS = cast(Table, SavedViewRow.__table__)


class SavedViewStore:
    """Rows of `saved_views` as domain objects; somebody else's are not there."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, view: SavedView) -> None:
        self._session.execute(insert(VIEWS).values(**vars(view)))

    def of_owner(self, view_id: UUID, owner: str, *, lock: bool = False) -> SavedView | None:
        """None when there is none, or it is another's."""
        query = select(VIEWS).where(VIEWS.c.id == view_id, VIEWS.c.owner == owner)
        row = self._session.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else SavedView(**row._mapping)  # noqa: SLF001 - the public name of a row's mapping

    def count(self, owner: str) -> int:
        return self._session.scalar(select(func.count()).where(VIEWS.c.owner == owner)) or 0

    def page(self, owner: str, asked: PageRequest) -> Page[SavedView]:
        """By name."""
        rows = self._session.execute(BY_NAME.page(select(VIEWS).where(VIEWS.c.owner == owner), asked)).all()
        return BY_NAME.cut(rows, asked).each(lambda row: SavedView(**row._mapping))  # noqa: SLF001 - as above

    def save(self, view: SavedView) -> None:
        self._session.execute(update(VIEWS).where(VIEWS.c.id == view.id).values(**vars(view)))

    def remove(self, view: SavedView) -> None:
        self._session.execute(delete(VIEWS).where(VIEWS.c.id == view.id))
