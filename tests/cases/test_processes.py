"""The programs as they are started: migrate, web and worker, with a broker between us and them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import create_engine, text

from cases.messages.published import AUDIENCE
from chassis.broker_choice import broker_from
from chassis.broker_pgmq import PgmqBroker
from chassis.clock import FileClock
from chassis.envelope import Event, to_json
from console.nursery import Nursery
from console.processes import Child
from tests.cases.api.bodies import REPORT
from tests.cases.builders import NOON
from tests.support.asking import CLIENT
from tests.support.messaging_services import eventually
from tests.support.postgres import FreshDatabases, TestDatabase
from tests.support.tokens import AUDIENCE as OIDC_AUDIENCE
from tests.support.tokens import ISSUER, key_server, token_of

STOPS_WITHIN_SECONDS = 20  # on a machine where many tests run at once


@dataclass(frozen=True)
class Running:
    """A service of three processes, and the surroundings it was given."""

    url: str
    database: TestDatabase
    broker: PgmqBroker

    def get(self, path: str) -> httpx.Response:
        return CLIENT.get(f"{self.url}{path}", headers=bearer())

    def tell(self, *events: Event) -> None:
        for event in events:
            self.broker.send("cases", to_json(event))

    def types_told(self) -> list[str]:
        engine = create_engine(self.database.url)
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT type FROM outbox WHERE sent_at IS NOT NULL ORDER BY position")
            )
            types = [row.type for row in rows]
        engine.dispose()
        return types


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(roles=['officer', 'coordinator'])}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(nursery: Nursery, name: str, environment: dict[str, str], log: Path, *arguments: str) -> Child:
    command = [sys.executable, "-m", name, *arguments]
    return nursery.start(name, command, log=log, environment=environment)


def ends_well(child: Child) -> None:
    """By itself, before long."""
    ended = child.wait(STOPS_WITHIN_SECONDS)
    child.kill()
    assert (ended, child.exit_status) == (True, 0), child.last_lines(30)


@contextmanager
def started(nursery: Nursery, name: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    """Until the block ends; a program that does not leave when asked fails the test."""
    child = program(nursery, name, environment, log)
    try:
        yield
    finally:
        child.send(signal.SIGTERM)
        ends_well(child)


@pytest.fixture
def environment(fresh_database: FreshDatabases, tmp_path: Path) -> Iterator[dict[str, str]]:
    clock = tmp_path / "clock"
    FileClock(clock).set(NOON)
    with key_server() as keys:
        yield {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "BROKER_URL": fresh_database("broker").url,
            "LISTEN": f"127.0.0.1:{free_port()}",
            "OIDC_ISSUER": ISSUER,
            "OIDC_AUDIENCE": OIDC_AUDIENCE,
            "OIDC_JWKS_URL": keys,
            "CASE_CLOCK": f"file:{clock}",
            "ENVIRONMENT": "development",
        }


@pytest.fixture
def running(
    nursery: Nursery, environment: dict[str, str], fresh_database: FreshDatabases, tmp_path: Path
) -> Iterator[Running]:
    database = fresh_database("cases")
    as_owner = {**environment, "DATABASE_URL": database.owner_url}
    as_user = {**environment, "DATABASE_URL": database.url}
    ends_well(program(nursery, "chassis.broker_pgmq", as_owner, tmp_path / "install.log", "install"))
    ends_well(program(nursery, "cases.migrate", as_owner, tmp_path / "migrate.log"))
    url = f"http://{environment['LISTEN']}"
    with ExitStack() as stack:
        stack.enter_context(started(nursery, "cases.web", as_user, tmp_path / "web.log"))
        stack.enter_context(started(nursery, "cases.worker", as_user, tmp_path / "worker.log"))
        eventually(lambda: is_ready(url))
        broker = broker_from(broker_url=environment["BROKER_URL"], amqp_url=None)
        assert isinstance(broker, PgmqBroker)
        yield Running(url, database, broker)
    said = (tmp_path / "web.log").read_text() + (tmp_path / "worker.log").read_text()
    assert "Siti" not in said
    assert "Traceback" not in said


def is_ready(url: str) -> bool:
    try:
        return bool(CLIENT.get(f"{url}/readyz").json()["broker"] == "ok")
    except httpx.TransportError:
        return False


def an_event(case_id: str, sequence: int, type_: str, **data: Any) -> Event:
    return Event(uuid4(), "workflow", type_, case_id, sequence, NOON, {"case_id": case_id, **data})


def test_a_case_lives_from_its_intake_to_its_end(running: Running) -> None:
    filed = CLIENT.post(
        f"{running.url}/v1/intakes", json=REPORT, headers={**bearer(), "Idempotency-Key": "first"}
    )
    assert filed.status_code == 201, filed.text
    case_id = str(UUID(filed.json()["id"]))
    course = [
        an_event(case_id, 1, "process.started", definition="handling"),
        an_event(case_id, 2, "task.completed", name="registration", task_id=str(uuid4()), actor="a"),
        an_event(case_id, 3, "process.advanced", stage="prosecution"),
        an_event(case_id, 4, "process.ended", outcome="convicted"),
    ]
    running.tell(*reversed(course), *course)  # out of order, and each twice
    eventually(lambda: running.get(f"/v1/cases/{case_id}").json()["status"] == "closed")
    case = running.get(f"/v1/cases/{case_id}").json()
    assert (case["register_number"], case["outcome"]) == ("001/Reg/LP/PB/Kab/13.19/X/2024", "convicted")
    told = ["case.received", "case.registered", "case.closed"]
    eventually(lambda: running.types_told() == told)
    eventually(lambda: running.get("/v1/idle").json()["applied"] == {"workflow": 4})
    assert {queue.service for queue in AUDIENCE} == {"workflow", "notify"}


@pytest.mark.parametrize("name", ["cases.web", "cases.worker", "cases.migrate"])
def test_a_broken_environment_is_one_sentence_a_variable_and_status_2(name: str) -> None:
    broken = {"DATABASE_URL": "mysql://nowhere", "ENVIRONMENT": "holiday"}
    ran = subprocess.run(
        [sys.executable, "-m", name], env=broken, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Environment variable DATABASE_URL" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_two_migrations_at_once_are_one(
    nursery: Nursery, fresh_database: FreshDatabases, tmp_path: Path
) -> None:
    as_owner = {"DATABASE_URL": fresh_database("cases").owner_url}
    both = [program(nursery, "cases.migrate", as_owner, tmp_path / "log") for _ in range(2)]
    for migration in both:
        ends_well(migration)


def test_a_database_that_is_away_is_one_sentence() -> None:
    away = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    ran = subprocess.run(
        [sys.executable, "-m", "cases.migrate"], env=away, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("The database cannot be migrated: ")
    assert "Traceback" not in ran.stderr
