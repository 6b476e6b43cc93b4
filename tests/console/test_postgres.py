"""The embedded PostgreSQL, as the supervisor and the tests use it."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from console.postgres import Postgres
from tests.support.postgres import FreshDatabases, TestDatabase, TestServer, run_sql


def one(server: TestServer, database: TestDatabase, query: str) -> object:
    with server.connect(database) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def make_table(database: TestDatabase) -> None:
    run_sql(database, "CREATE TABLE things (id int); INSERT INTO things VALUES (1)")


def test_a_fresh_database_belongs_to_the_owner_role_of_its_service(
    postgres: TestServer, fresh_database: FreshDatabases
) -> None:
    database = fresh_database("cases")
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert one(postgres, database, owner) == "cases_owner"


def test_the_service_role_reads_and_writes_rows_of_tables_made_later(
    fresh_database: FreshDatabases,
) -> None:
    database = fresh_database("cases", prepare=make_table)
    with fresh_database.engine(database).begin() as connection:
        connection.execute(text("INSERT INTO things VALUES (2)"))
        assert connection.execute(text("SELECT count(*) FROM things")).scalar_one() == 2


@pytest.mark.parametrize("statement", ["CREATE TABLE more (id int)", "DROP TABLE things"])
def test_the_service_role_changes_no_table(fresh_database: FreshDatabases, statement: str) -> None:
    database = fresh_database("cases", prepare=make_table)
    with (
        psycopg.connect(database.conninfo) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_a_service_cannot_enter_the_database_of_another(
    postgres: TestServer, fresh_database: FreshDatabases
) -> None:
    database = fresh_database("cases")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(postgres.server.conninfo(database.name, "workflow_app"))


def test_a_prepared_database_is_built_once_and_then_copied(fresh_database: FreshDatabases) -> None:
    prepared: list[str] = []

    def prepare(database: TestDatabase) -> None:
        prepared.append(database.name)

    assert fresh_database("notify", prepare=prepare) != fresh_database("notify", prepare=prepare)
    assert len(prepared) == 1


def test_data_survives_a_stop_and_the_socket_is_for_its_user_only(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "pg", log=tmp_path / "log")
    try:
        server.start()
        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        server.stop()
        server.start()
        with psycopg.connect(server.conninfo("postgres")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW unix_socket_permissions").fetchone() == ("0700",)
    finally:
        server.destroy()


def test_open_sessions_do_not_hold_up_a_stop(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "pg", log=tmp_path / "log")
    try:
        server.start()
        connection = psycopg.connect(server.conninfo("postgres"))
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 3
        connection.close()
    finally:
        server.destroy()
