from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from cases.storage.tables import Base
from chassis import tables
from chassis.schema import upgrade
from tests.cases.conftest import migrate
from tests.support.postgres import FreshDatabases


def test_the_migrations_make_the_tables_that_the_code_names(cases_engine: Engine) -> None:
    both: Any = [Base.metadata, tables.metadata]  # Alembic takes a list, its annotation does not say so
    with cases_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, both) == []


def test_migrating_twice_changes_nothing(fresh_database: FreshDatabases) -> None:
    database = fresh_database("cases", prepare=migrate)
    upgrade("cases", database.owner_url)
