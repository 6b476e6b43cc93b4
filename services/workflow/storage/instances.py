"""Process instances, one a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import takewhile
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from workflow.domain.instance import Instance, InstanceState
from workflow.domain.officer import Officer
from workflow.storage.access import visible_to
from workflow.storage.tables import InstanceRow
from workflow.storage.tasks import TASKS

BY_ID = Order("instances", (InstanceRow.case_id,))
INSTANCES = cast(Table, InstanceRow.__table__)
LOCK = select(INSTANCES).where(INSTANCES.c.case_id == bindparam("of")).with_for_update()
LOCK_FREE = (
    select(INSTANCES)
    .where(INSTANCES.c.case_id == func.any(bindparam("of")))
    .order_by(INSTANCES.c.case_id)
    .with_for_update(skip_locked=True)
)
LOCK_OF_TASK = (
    select(INSTANCES)
    .where(
        INSTANCES.c.case_id == select(TASKS.c.case_id).where(TASKS.c.id == bindparam("of")).scalar_subquery()
    )
    .with_for_update()
)


class InstanceStore:
    """Rows of `instances` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, instance: Instance) -> None:
        """A second instance of one case is refused by the primary key."""
        self._session.add(InstanceRow(**asdict(instance)))
        self._session.flush()

    def get(self, case_id: UUID) -> Instance | None:
        """Without a lock: for reading."""
        return self._one(select(InstanceRow).where(InstanceRow.case_id == case_id))

    def lock(self, case_id: UUID) -> Instance | None:
        """Waits for whoever is taking a step of this case now."""
        row = self._session.execute(LOCK, {"of": case_id}).one_or_none()
        return None if row is None else _instance(row)

    def lock_first(self, case_ids: Sequence[UUID]) -> list[Instance]:
        """The cases from the first one on, as far as nobody else has one of them in hand.

        Only the first is waited for, while no other is held: so no two units can wait for each other.
        """
        first = self.lock(case_ids[0]) if case_ids else None
        if first is None:
            return []
        others = list(case_ids[1:])
        free = {row.case_id: row for row in self._session.execute(LOCK_FREE, {"of": others})}
        held = takewhile(free.__contains__, others)
        return [first, *(_instance(free[case_id]) for case_id in held)]

    def lock_of_task(self, task_id: UUID) -> Instance | None:
        """The case of a task, locked."""
        row = self._session.execute(LOCK_OF_TASK, {"of": task_id}).one_or_none()
        return None if row is None else _instance(row)

    def lock_idle(self, case_id: UUID) -> Instance | None:
        """None also while somebody else takes a step of this case; for the timers, who come again."""
        query = select(InstanceRow).where(InstanceRow.case_id == case_id)
        return self._one(query.with_for_update(skip_locked=True))

    def visible(self, case_id: UUID, officer: Officer) -> Instance | None:
        """None when there is none or this officer may not see it."""
        return self._one(
            select(InstanceRow).where(InstanceRow.case_id == case_id, visible_to(officer, InstanceRow))
        )

    def page(self, officer: Officer, asked: PageRequest) -> Page[Instance]:
        """The instances an officer may see, in the order of their ids."""
        statement = select(InstanceRow).where(visible_to(officer, InstanceRow))
        rows = self._session.scalars(BY_ID.page(statement, asked)).all()
        return BY_ID.cut(rows, asked).each(_instance)

    def _one(self, query: Select[InstanceRow]) -> Instance | None:
        row = self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        return None if row is None else _instance(row)


def _instance(row: InstanceRow | Row[Any]) -> Instance:
    values = {column.name: getattr(row, column.name) for column in INSTANCES.columns}
    return Instance(**{**values, "state": InstanceState(row.state)})
