"""The embedded PostgreSQL: our own child, reached through a Unix socket only."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from console import processes
from console.errors import StartError
from console.postgres_place import place_for, remove
from console.processes import Child

SUPERUSER = "postgres"
READY_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 30.0
POLL_SECONDS = 0.05
LEFTOVER = "pre-existing shared memory block"
PREDECESSOR_WITHIN_SECONDS = 10.0

# Small enough to idle beside six Python processes; durable, because cases are not toys.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",  # resident only as far as it has been used
    "random_page_cost": "1.1",  # what is asked often lies in memory, and disks do not turn any more
    "max_wal_size": "256MB",
    "checkpoint_timeout": "30s",  # keeps what a shutdown has to write small
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
# For data that is thrown away: a machine that fails may lose it, and nothing waits for the disk.
NOT_DURABLE: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


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

    @property
    def crashed(self) -> bool:
        """Whether it ended without being asked to."""
        return self._child is not None and self._child.exit_status is not None

    def start(self) -> None:
        """Returns when it accepts connections; creates the data folder on the first start."""
        self._wait_for_predecessor()
        if not self._place.data.exists():
            self._initialise()
        self.launch()
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._accepts_connections():
            if self.crashed and LEFTOVER in self.child.last_lines():
                # A killed server's last process is still writing; it goes as soon as it notices.
                self.launch()
            elif self.crashed:
                raise StartError(f"PostgreSQL did not start; see {self._log}.\n{self.child.last_lines()}")
            if time.monotonic() > deadline:
                raise StartError(
                    f"PostgreSQL did not answer within {READY_WITHIN_SECONDS:.0f} s; see {self._log}."
                )
            time.sleep(POLL_SECONDS)

    def stop(self, *, within: float = STOP_WITHIN_SECONDS) -> None:
        """A fast shutdown: open sessions are ended and everything is on disk afterwards.

        Where the disk is too slow for that, the next start recovers from the log, and nothing is lost.
        """
        if self._child is None:
            return
        own = psutil.Process(self._child.pid).children() if not self.crashed else []
        self._child.stop(with_signal=signal.SIGINT, within=within)
        # Where the server had to be killed, its own processes would first finish what they do.
        for process in own:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(own, timeout=within)
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

    def _wait_for_predecessor(self) -> None:
        """A server whose supervisor was killed is still writing its last pages when the next one starts."""
        deadline = time.monotonic() + PREDECESSOR_WITHIN_SECONDS
        while (pid := self._predecessor()) is not None:
            if time.monotonic() > deadline:
                raise StartError(f"PostgreSQL process {pid} uses {self._place.data}. Stop it first.")
            time.sleep(POLL_SECONDS)

    def _predecessor(self) -> int | None:
        try:
            pid = int((self._place.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
            process = psutil.Process(pid)
            alive = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return pid if alive else None

    def launch(self) -> None:
        """Start it without waiting for it."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        program = self._place.programs / "postgres"
        self._child = processes.start(
            "postgresql",
            [program, "-D", self._place.data, "-k", self._place.sockets, *options],
            log=self._log,
            account=self._place.account,
            folder=Path("/"),
            death_signal=signal.SIGQUIT,  # at once; the next start recovers from the log
        )

    def _initialise(self) -> None:
        fresh = self._place.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)  # an earlier start was interrupted here
        program = self._place.programs / "initdb"
        layout = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = [f"--username={SUPERUSER}", "--auth=trust", "--no-instructions"]
        if self._settings["fsync"] == "off":
            access.append("--no-sync")
        processes.run(
            "initdb",
            [program, "-D", fresh, *layout, *access],
            log=self._log,
            account=self._place.account,
            folder=Path("/"),
        )
        fresh.rename(self._place.data)

    def _accepts_connections(self) -> bool:
        try:
            psycopg.connect(self.conninfo(SUPERUSER), connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True
