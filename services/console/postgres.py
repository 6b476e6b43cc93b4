"""The embedded PostgreSQL: our own child, on a Unix socket only, with a role to own and one to use each database."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from console import processes
from console.errors import StartError
from console.postgres_place import place_for, remove
from console.processes import Child

SUPERUSER = "postgres"
SERVICES = ("cases", "workflow", "notify")
BROKER = "broker"
READY_WITHIN_SECONDS = 60.0
POLL_SECONDS = 0.02

# Small enough to idle beside six Python processes; durable, because cases are not toys.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "48MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """One PostgreSQL server on a folder of ours, from `start` to `stop`."""

    def __init__(self, folder: Path, *, log: Path, settings: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._place = place_for(folder)
        self._log = log
        self._settings = {**SETTINGS, **(settings or {})}
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        if self._child is None:
            raise StartError("PostgreSQL has not been started.")
        return self._child

    def start(self) -> None:
        """Returns when it accepts connections; creates the data folder on the first start."""
        if not self._place.data.exists():
            self._initialise()
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        program = self._place.programs / "postgres"
        self._child = processes.start(
            "postgresql",
            [program, "-D", self._place.data, "-k", self._place.sockets, *options],
            log=self._log,
            account=self._place.account,
            folder=Path("/"),
            death_signal=signal.SIGINT,  # a fast shutdown: sessions end, all is written, no recovery needed
        )
        self._wait_until_ready(self._child)

    def stop(self) -> None:
        """A fast shutdown: open sessions are ended and everything is on disk afterwards."""
        if self._child is not None:
            self._child.stop(with_signal=signal.SIGINT)
            self._child = None

    def destroy(self) -> None:
        """Stop, and delete the data."""
        self.stop()
        remove(self._place)
        if self._folder.is_symlink():
            self._folder.unlink()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """For SQLAlchemy; `conninfo` is the same for psycopg."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self._place.sockets), safe='/')}"

    def conninfo(self, database: str, role: str = SUPERUSER) -> str:
        return psycopg.conninfo.make_conninfo(host=str(self._place.sockets), dbname=database, user=role)

    def execute(self, *statements: sql.Composed | sql.SQL, database: str = SUPERUSER) -> None:
        """As superuser, each statement on its own."""
        with psycopg.connect(self.conninfo(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _initialise(self) -> None:
        fresh = self._place.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)  # an earlier start was interrupted here
        program = self._place.programs / "initdb"
        layout = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = [f"--username={SUPERUSER}", "--auth=trust", "--no-instructions"]
        processes.run(
            "initdb",
            [program, "-D", fresh, *layout, *access],
            log=self._log,
            account=self._place.account,
            folder=Path("/"),
        )
        fresh.rename(self._place.data)

    def _wait_until_ready(self, child: Child) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if child.exit_status is not None:
                raise StartError(f"PostgreSQL did not start; its log is {self._log}.\n{child.last_lines()}")
            try:
                psycopg.connect(self.conninfo(SUPERUSER), connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(POLL_SECONDS)
            else:
                return
        raise StartError(f"PostgreSQL did not answer within {READY_WITHIN_SECONDS:.0f} s; see {self._log}.")


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
    user = sql.Identifier(user_of(service))
    database = sql.Identifier(name)
    server.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, sql.Identifier(template)),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, user),
    )
    defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}")
    rights = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
    grants = [defaults.format(owner, sql.SQL(what), sql.SQL(on), user) for on, what in rights.items()]
    server.execute(
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(user),
        *grants,
        database=name,
    )


def create_broker_database(server: Postgres, name: str = BROKER) -> None:
    """The database of the embedded broker, owned by the one role that all services use on it."""
    database, owner = sql.Identifier(name), sql.Identifier(BROKER)
    server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))


def databases(server: Postgres) -> set[str]:
    """The names of those that exist."""
    with psycopg.connect(server.conninfo(SUPERUSER)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
