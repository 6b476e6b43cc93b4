"""Versions of the procedure, kept as the files they were deployed with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.storage.tables import DefinitionRow


class DefinitionStore:
    """A version is written once and never changes: its name is the digest of its files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, version: str, files: Mapping[str, str], *, now: datetime) -> None:
        """Deploying the same files again changes nothing."""
        self._session.execute(
            insert(DefinitionRow)
            .values(version=version, files=dict(files), deployed_at=now)
            .on_conflict_do_nothing()
        )

    def files(self, version: str) -> dict[str, str]:
        """Raises sqlalchemy.exc.NoResultFound for a version that was never deployed."""
        files: dict[str, str] = self._session.scalars(
            select(DefinitionRow.files).where(DefinitionRow.version == version)
        ).one()
        return files

    def newest(self) -> str | None:
        """The version deployed last, which new cases get; None before the first deployment."""
        return self._session.scalars(
            select(DefinitionRow.version)
            .order_by(DefinitionRow.deployed_at.desc(), DefinitionRow.version)
            .limit(1)
        ).one_or_none()

    def all(self) -> list[tuple[str, datetime]]:
        """Every version and when it was deployed, newest first."""
        rows = self._session.execute(
            select(DefinitionRow.version, DefinitionRow.deployed_at).order_by(
                DefinitionRow.deployed_at.desc()
            )
        )
        return [(row.version, row.deployed_at) for row in rows]
