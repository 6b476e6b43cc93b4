"""Migrations as a durable work list: an order, the cases it means, and how each fared."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from workflow.domain.instance import InstanceState
from workflow.domain.migration import Fate, Hindrance, Migration, MigrationState, MovedCase, Selection
from workflow.storage.migration_tables import MigrationRow, MovedCaseRow
from workflow.storage.tables import InstanceRow

MIGRATIONS = cast(Table, MigrationRow.__table__)
BY_NUMBER = Order("migrations", (MigrationRow.number,), descending=True)
BY_CASE = Order("moved cases", (MovedCaseRow.case_id,))
RUNNING = MIGRATIONS.c.state == MigrationState.RUNNING
LOCK = (
    select(MIGRATIONS).where(RUNNING).order_by(MIGRATIONS.c.number).limit(1).with_for_update(skip_locked=True)
)
MOVING = ("state", "done", "moved", "refused", "cursor", "finished_at")
NATIONAL = "00"


class MigrationStore:
    """Rows of `migrations` and `moved_cases` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, migration: Migration) -> None:
        values = asdict(migration)
        selection = values.pop("selection")
        cases = None if selection["cases"] is None else list(selection["cases"])
        self._session.execute(insert(MigrationRow).values(**values, **{**selection, "cases": cases}))

    def get(self, migration_id: UUID) -> Migration | None:
        row = self._session.execute(select(MIGRATIONS).where(MIGRATIONS.c.id == migration_id)).one_or_none()
        return None if row is None else _migration(row)

    def page(self, asked: PageRequest) -> Page[Migration]:
        """All of them, the newest first."""
        rows = self._session.execute(BY_NUMBER.page(select(MIGRATIONS), asked)).all()
        return BY_NUMBER.cut(rows, asked).each(_migration)

    def lock_running(self) -> Migration | None:
        """The work to do, locked; None when there is none, or another process has it in hand."""
        row = self._session.execute(LOCK).one_or_none()
        return None if row is None else _migration(row)

    def save(self, migration: Migration) -> None:
        """How far it has come; commits with the case that it has come to."""
        values = {name: getattr(migration, name) for name in MOVING}
        self._session.execute(update(MigrationRow).where(MigrationRow.id == migration.id).values(values))

    def count_running(self) -> int:
        return self._session.scalar(select(func.count()).select_from(MIGRATIONS).where(RUNNING)) or 0

    def count_selected(self, selection: Selection, *, target: str) -> int:
        """How many cases an order would mean now."""
        found = _selected(selection, target).subquery()
        return self._session.scalar(select(func.count()).select_from(found)) or 0

    def selected_after(
        self, selection: Selection, *, target: str, after: UUID | None, limit: int
    ) -> list[UUID]:
        """The next cases of an order, by their ids."""
        query = _selected(selection, target).order_by(InstanceRow.case_id).limit(limit)
        if after is not None:
            query = query.where(InstanceRow.case_id > after)
        return list(self._session.scalars(query))

    def count_moved(self, migration_id: UUID, cases: tuple[UUID, ...] | None) -> int:
        """How many cases an undoing would mean."""
        found = _moved(migration_id, cases).subquery()
        return self._session.scalar(select(func.count()).select_from(found)) or 0

    def moved_after(
        self, migration_id: UUID, cases: tuple[UUID, ...] | None, *, after: UUID | None
    ) -> MovedCase | None:
        """The next case that a migration moved, by its id."""
        query = _moved(migration_id, cases).order_by(MovedCaseRow.case_id).limit(1)
        if after is not None:
            query = query.where(MovedCaseRow.case_id > after)
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _case(row)

    def note(self, case: MovedCase) -> None:
        """How a case fared; the first word counts."""
        values = {**asdict(case), "hindrances": [asdict(found) for found in case.hindrances]}
        self._session.execute(insert(MovedCaseRow).values(values))

    def cases(self, migration_id: UUID, asked: PageRequest) -> Page[MovedCase]:
        """How the cases fared, by their ids."""
        query = select(MovedCaseRow).where(MovedCaseRow.migration == migration_id)
        rows = self._session.scalars(BY_CASE.page(query, asked)).all()
        return BY_CASE.cut(rows, asked).each(_case)


def _selected(selection: Selection, target: str) -> Select[UUID]:
    query = select(InstanceRow.case_id).where(
        InstanceRow.state != InstanceState.ENDED, InstanceRow.definition != target
    )
    if selection.source is not None:
        query = query.where(InstanceRow.definition == selection.source)
    if selection.office not in (None, NATIONAL):
        below = InstanceRow.office.startswith(f"{selection.office}.", autoescape=True)
        query = query.where(or_(InstanceRow.office == selection.office, below))
    if selection.cases is not None:
        query = query.where(InstanceRow.case_id.in_(selection.cases))
    return query


def _moved(migration_id: UUID, cases: tuple[UUID, ...] | None) -> Select[MovedCaseRow]:
    query = select(MovedCaseRow).where(
        MovedCaseRow.migration == migration_id, MovedCaseRow.fate == Fate.MIGRATED
    )
    return query if cases is None else query.where(MovedCaseRow.case_id.in_(cases))


def _migration(row: Row[Any]) -> Migration:
    values = row._asdict()
    del values["number"]
    cases = values.pop("cases")
    selection = Selection(
        source=values.pop("source"),
        office=values.pop("office"),
        cases=None if cases is None else tuple(cases),
    )
    return Migration(**{**values, "selection": selection, "state": MigrationState(values["state"])})


def _case(row: MovedCaseRow) -> MovedCase:
    return MovedCase(
        migration=row.migration,
        case_id=row.case_id,
        fate=Fate(row.fate),
        source=row.source,
        sequence=row.sequence,
        hindrances=[Hindrance(**found) for found in row.hindrances],
        at=row.at,
    )
