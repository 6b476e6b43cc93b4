"""Versions of the procedure, kept as the files they were deployed with, and which one is in force since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Select, Table, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from workflow.domain.instance import InstanceState
from workflow.storage.law_tables import DefinitionRow, DeploymentRow
from workflow.storage.tables import InstanceRow

# A number that nothing else of the database locks.
DEPLOYING = 7_202_301
HOLD = text("SELECT pg_advisory_xact_lock_shared(:key)")
ALONE = text("SELECT pg_advisory_xact_lock(:key)")

BY_NUMBER = Order("deployments", (DeploymentRow.number,), descending=True)
IN_FORCE = select(DeploymentRow).order_by(DeploymentRow.number.desc()).limit(1)
DEPLOYMENTS = cast(Table, DeploymentRow.__table__)
NEWEST = select(DEPLOYMENTS.c.version).order_by(DEPLOYMENTS.c.number.desc()).limit(1)


@dataclass(frozen=True)
class Deployment:
    """One time that a version was put in force; the one with the highest number is in force now."""

    number: int
    version: str
    rules: str
    calendar: str
    deployed_at: datetime
    deployed_by: str


class DefinitionStore:
    """A version is written once and never changes: its name is the digest of its files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, version: str, files: Mapping[str, str], *, now: datetime) -> None:
        """Keeping the same files again changes nothing."""
        self._session.execute(
            insert(DefinitionRow)
            .values(version=version, files=dict(files), deployed_at=now)
            .on_conflict_do_nothing()
        )

    def known(self, version: str) -> bool:
        return self._session.get(DefinitionRow, version) is not None

    def files(self, version: str) -> dict[str, str]:
        """Raises sqlalchemy.exc.NoResultFound for a version that was never deployed."""
        files: dict[str, str] = self._session.scalars(
            select(DefinitionRow.files).where(DefinitionRow.version == version)
        ).one()
        return files

    def newest(self) -> str | None:
        """The version in force, which new cases get; None before the first deployment."""
        return self._session.scalars(NEWEST).one_or_none()

    def newest_held(self) -> str | None:
        """The same, and no deployment commits before this unit ends: what starts on it is not overlooked."""
        self._session.execute(HOLD, {"key": DEPLOYING})
        return self.newest()

    def in_force(self) -> Deployment | None:
        row = self._session.scalars(IN_FORCE).one_or_none()
        return None if row is None else _deployment(row)

    def alone(self) -> None:
        """Wait until no case is being started; only one deployment at a time gets past here."""
        self._session.execute(ALONE, {"key": DEPLOYING})

    def put_in_force(self, version: str, *, rules: str, calendar: str, by: str, now: datetime) -> Deployment:
        """From here on new cases get this version, and all deadlines its rules and calendar."""
        row = DeploymentRow(version=version, rules=rules, calendar=calendar, deployed_at=now, deployed_by=by)
        self._session.add(row)
        self._session.flush()
        return _deployment(row)

    def page(self, asked: PageRequest) -> Page[Deployment]:
        """Every deployment, the newest first."""
        rows = self._session.scalars(BY_NUMBER.page(select(DeploymentRow), asked)).all()
        return BY_NUMBER.cut(rows, asked).each(_deployment)

    def last_of(self, version: str) -> Deployment | None:
        """The last time this version was put in force; None for one that never was."""
        query: Select[DeploymentRow] = IN_FORCE.where(DeploymentRow.version == version)
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _deployment(row)

    def running_cases(self, version: str) -> int:
        """How many cases that have not ended run on this version."""
        query = (
            select(func.count())
            .select_from(InstanceRow)
            .where(InstanceRow.definition == version, InstanceRow.state != InstanceState.ENDED)
        )
        return self._session.scalar(query) or 0


def _deployment(row: DeploymentRow) -> Deployment:
    return Deployment(
        number=row.number,
        version=row.version,
        rules=row.rules,
        calendar=row.calendar,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
    )
