"""The databases of a system: one for each service, with a role that owns it and one that uses it."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from psycopg import sql

from console.layout import SERVICES
from console.postgres import SUPERUSER, Postgres

BROKER = "broker"


def owner_of(service: str) -> str:
    """The role that migrates: owns the database and its tables, and thereby passes by row-level security."""
    return f"{service}_owner"


def user_of(service: str) -> str:
    """The role the service runs as: reads and writes rows, changes no table."""
    return f"{service}_app"


def create_roles(server: Postgres, services: Iterable[str] = SERVICES) -> None:
    """The roles of every service and of the embedded broker; those that exist stay as they are."""
    wanted = [role for service in services for role in (owner_of(service), user_of(service))] + [BROKER]
    with psycopg.connect(server.conninfo(SUPERUSER)) as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles").fetchall()
    present = {name for (name,) in rows}
    create = sql.SQL("CREATE ROLE {} LOGIN")
    server.execute(*[create.format(sql.Identifier(role)) for role in wanted if role not in present])


def create_database(server: Postgres, name: str, *, service: str, template: str = "template1") -> None:
    """An empty database (or a copy of `template`) that only the service's two roles may enter."""
    owner = sql.Identifier(owner_of(service))
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    server.execute(create.format(sql.Identifier(name), owner, sql.Identifier(template)))
    grant_rights(server, name, service=service)


def grant_rights(server: Postgres, name: str, *, service: str) -> None:
    """May be repeated: a start that was cut short between creating and granting is healed by the next."""
    owner = sql.Identifier(owner_of(service))
    user = sql.Identifier(user_of(service))
    database = sql.Identifier(name)
    defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}")
    rights = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
    server.execute(
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, user),
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(user),
        *[defaults.format(owner, sql.SQL(what), sql.SQL(on), user) for on, what in rights.items()],
        database=name,
    )


def create_broker_database(server: Postgres, name: str = BROKER, *, template: str = "template1") -> None:
    """The database of the embedded broker, owned by the one role that all services use on it."""
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    server.execute(create.format(*map(sql.Identifier, (name, BROKER, template))))


def prepare(server: Postgres) -> None:
    """Roles and databases of the whole system; what exists stays as it is."""
    create_roles(server)
    present = databases(server)
    for service in SERVICES:
        if service in present:
            grant_rights(server, service, service=service)
        else:
            create_database(server, service, service=service)
    if BROKER not in present:
        create_broker_database(server)
        # The new databases' many files go to disk now; a stop soon after has little left to write then.
        server.execute(sql.SQL("CHECKPOINT"))


def databases(server: Postgres) -> set[str]:
    """The names of those that exist."""
    with psycopg.connect(server.conninfo(SUPERUSER)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
