"""The migrations make what the code speaks of."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from chassis import tables
from chassis.schema import upgrade
from tests.support.postgres import TestDatabase
from workflow.storage.tables import Base


def test_the_migrations_make_the_tables_that_the_code_names(shared_database: TestDatabase) -> None:
    both: Any = [Base.metadata, tables.metadata]  # Alembic takes a list, its annotation does not say so
    engine = create_engine(shared_database.owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, both) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(committed_database: TestDatabase) -> None:
    upgrade("workflow", committed_database.owner_url)
