"""One real PostgreSQL for a whole test run, and fresh databases on it within some ten milliseconds."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import Engine, create_engine

from console.databases import (
    BROKER,
    create_broker_database,
    create_database,
    create_roles,
    owner_of,
    user_of,
)
from console.postgres import NOT_DURABLE, Postgres

SETTINGS = {**NOT_DURABLE, "max_connections": "300"}


@dataclass(frozen=True)
class TestDatabase:
    """An own database: `owner_url` migrates it, `url` is what the service under test is given."""

    __test__ = False

    name: str
    service: str
    url: str
    owner_url: str

    @property
    def conninfo(self) -> str:
        """The same as `url`, for psycopg."""
        return self.url.replace("+psycopg", "")


Prepare = Callable[[TestDatabase], None]


class TestServer:
    """Hands out databases of one server; a prepared one is built once a run and then copied."""

    __test__ = False

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self._numbers = itertools.count(1)
        self._templates: dict[tuple[str, Prepare], str] = {}

    def create(self, service: str, *, prepare: Prepare | None = None) -> TestDatabase:
        """Empty, or as `prepare` (a function of a module, such as a migration) left its first copy."""
        template = self._template(service, prepare) if prepare else "template1"
        name = self._name(service)
        if service == BROKER:
            create_broker_database(self.server, name, template=template)
            return self._database(name, BROKER, BROKER, BROKER)
        create_database(self.server, name, service=service, template=template)
        return self._database(name, service, user_of(service), owner_of(service))

    def drop(self, database: TestDatabase) -> None:
        """Also while someone is still connected."""
        self.server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))

    def connect(self, database: TestDatabase) -> psycopg.Connection:
        """As superuser, to look at what the service wrote."""
        return psycopg.connect(self.server.conninfo(database.name))

    def _template(self, service: str, prepare: Prepare) -> str:
        key = (service, prepare)
        if key not in self._templates:
            database = self.create(service)
            prepare(database)
            self._templates[key] = database.name
        return self._templates[key]

    def _name(self, service: str) -> str:
        return f"{service}_{next(self._numbers)}"

    def _database(self, name: str, service: str, role: str, owner: str) -> TestDatabase:
        return TestDatabase(
            name=name,
            service=service,
            url=self.server.url(name, role),
            owner_url=self.server.url(name, owner),
        )


class FreshDatabases:
    """`fresh_database("cases")`: an empty database; with `prepare=migrate` a migrated one."""

    def __init__(self, server: TestServer) -> None:
        self._server = server
        self._created: list[TestDatabase] = []
        self._engines: list[Engine] = []

    def __call__(self, service: str, *, prepare: Prepare | None = None) -> TestDatabase:
        database = self._server.create(service, prepare=prepare)
        self._created.append(database)
        return database

    def engine(self, database: TestDatabase) -> Engine:
        """On the service's role; disposed of when the test ends."""
        engine = create_engine(database.url)
        self._engines.append(engine)
        return engine

    def drop_all(self) -> None:
        for engine in self._engines:
            engine.dispose()
        for database in self._created:
            self._server.drop(database)


def run_sql(database: TestDatabase, script: LiteralString) -> None:
    """As the database's owner."""
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as connection:
        connection.execute(script)


@contextmanager
def running_postgres() -> Iterator[TestServer]:
    """A server in a temporary folder that is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="gakkumdu-test-"))
    home.chmod(0o711)  # when root runs the tests, the server's own user passes through here
    server = Postgres(home / "pg", log=home / "postgres.log", settings=SETTINGS)
    try:
        server.start()
        create_roles(server)
        yield TestServer(server)
    finally:
        server.destroy()
        shutil.rmtree(home, ignore_errors=True)
