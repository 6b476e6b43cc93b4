"""The numbered steps and `tables.py` say the same."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, create_engine, inspect

from chassis.migrations import (
    create_chassis_tables_v1,
    drop_chassis_tables_v1,
    index_outbox_by_place_v1,
    index_outbox_by_subject_v2,
)
from chassis.tables import metadata
from tests.support.postgres import FreshDatabases


def test_the_migration_makes_exactly_the_declared_tables(fresh_database: FreshDatabases) -> None:
    engine = create_engine(fresh_database("cases").owner_url)
    try:
        _migrate(engine)
    finally:
        engine.dispose()


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        create_chassis_tables_v1(Operations(context))
        index_outbox_by_subject_v2(Operations(context))
        assert compare_metadata(context, metadata) == []
        index_outbox_by_place_v1(Operations(context))
        drop_chassis_tables_v1(Operations(context))
        assert inspect(connection).get_table_names() == []
