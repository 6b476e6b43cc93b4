"""The migrations make what the code speaks of."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import UUID

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from chassis import tables
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.schema import upgrade
from tests.support.postgres import FreshDatabases, TestDatabase
from tests.workflow.builders import MONDAY
from workflow.storage.tables import Base
from workflow.storage.unit import WorkflowUnit


def test_the_migrations_make_the_tables_that_the_code_names(shared_database: TestDatabase) -> None:
    both: Any = [Base.metadata, tables.metadata]  # Alembic takes a list, its annotation does not say so
    engine = create_engine(shared_database.owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, both) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(committed_database: TestDatabase) -> None:
    upgrade("workflow", committed_database.owner_url)


def test_cases_from_before_tracks_go_on(fresh_database: FreshDatabases) -> None:
    database = fresh_database("workflow", prepare=to_the_first_revision)
    upgrade("workflow", database.owner_url)
    engine = create_engine(database.url)
    with Database(engine, source="workflow", clock=FixedClock(MONDAY)).unit_of_work(WorkflowUnit) as unit:
        (deadline,) = unit.deadlines.of_case(CASE)
        instance = unit.instances.get(CASE)
        assert instance is not None
        assert (deadline.rule, deadline.track, instance.counts_at) == ("P15", None, "32.15")
        assert unit.tracks.of_case(CASE) == {}
    engine.dispose()


CASE = UUID("018f0000-0000-7000-8000-000000000001")
OLD_ROWS = (
    "INSERT INTO definitions VALUES ('v1', '{}', now())",
    """
    INSERT INTO instances (case_id, definition, regime, origin, office, level, confidentiality, intake_number,
        stage, state, sequence, head, started_at)
    VALUES (:case, 'v1', 'pemilu', 'report', '32.15', 'regency', 1, '001', 'investigation', 'running', 1, '', now())
    """,
    """
    INSERT INTO deadlines (id, case_id, rule, limit_name, agency, office, state, disputed, explanation, computed_at)
    VALUES (:case, :case, 'P15', 'investigation', 'polri', '32.15', 'open', false, '{}', now())
    """,
)


def to_the_first_revision(database: TestDatabase) -> None:
    """A database as the first release left it, with a case that runs."""
    config = Config()
    config.set_main_option("script_location", str(files("workflow") / "storage" / "migrations"))
    config.attributes["url"] = database.owner_url
    command.upgrade(config, "0001")
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement), {"case": CASE})
    engine.dispose()
