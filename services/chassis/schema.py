"""Bring a service's database to its newest revision. The service brings the revisions, Alembic the work."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.resources import files

from alembic import command, context
from alembic.config import Config
from marshmallow import EXCLUDE, Schema
from sqlalchemy import MetaData, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from chassis import tables
from chassis.settings import DATABASE, read_settings, settings_or_exit, variable

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('migrations'))")


class SchemaSettings(Schema):
    """The one variable of a migration: the database, as the role that owns its tables."""

    class Meta:
        unknown = EXCLUDE

    database_url = variable("DATABASE_URL", check=DATABASE)


def upgrade(service: str, url: str) -> None:
    """Run what is missing of `<service>/storage/migrations`, all of it or nothing."""
    config = Config()
    config.set_main_option("script_location", str(files(service) / "storage" / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def run_migrations(own: MetaData) -> None:
    """All that a service's `env.py` does; a second process waits until the first is done, and finds nothing left."""
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(ONE_AT_A_TIME)
        context.configure(connection=connection, target_metadata=[own, tables.metadata], compare_type=True)
        context.run_migrations()


def migrate_from_environment(service: str, environment: Mapping[str, str]) -> None:
    """For `python -m <service>.migrate`: exit status 2 for a broken environment, 1 for a database that is away."""
    url = settings_or_exit(_database_url, environment)
    try:
        upgrade(service, url)
    except OperationalError as error:
        sys.stderr.write(f"The database cannot be migrated: {error.orig}\n")
        raise SystemExit(1) from error


def _database_url(environment: Mapping[str, str]) -> str:
    return str(read_settings(SchemaSettings(), environment)["database_url"])
