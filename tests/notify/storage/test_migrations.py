from __future__ import annotations

from typing import Any, cast

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from chassis.tables import metadata
from notify.storage.tables import Base
from tests.support.postgres import TestDatabase


def test_the_migrations_make_the_tables_that_the_code_speaks_of(own_database: TestDatabase) -> None:
    engine = create_engine(own_database.owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, cast(Any, [Base.metadata, metadata]))
    engine.dispose()
    assert difference == []
