"""A whole private system: real database, issuer and services."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from console.layout import SERVICES
from console.supervisor import System, private_system
from tests.support.asking import CLIENT
from tests.support.processes import ends, family

START = datetime(2024, 1, 9, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with private_system(clock="simulated") as running:
        running.set_clock(START)
        yield running


def wait_until_ready(system: System, service: str) -> None:
    deadline = time.monotonic() + 30
    while CLIENT.get(f"{system.url(service)}/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_ready_and_describes_its_api(system: System, service: str) -> None:
    assert CLIENT.get(f"{system.url(service)}/readyz").json()["broker"] == "ok"
    assert CLIENT.get(f"{system.url(service)}/openapi.json").json()["openapi"].startswith("3.")


def test_a_token_of_a_demo_officer_opens_the_inbox(system: System) -> None:
    headers = {"Authorization": f"Bearer {system.token('bawaslu-karawang')}"}
    assert CLIENT.get(f"{system.url('workflow')}/v1/tasks", headers=headers).status_code == 200
    assert CLIENT.get(f"{system.url('workflow')}/v1/tasks").status_code == 401


def test_a_quiet_system_is_idle(system: System) -> None:
    system.wait_idle(within=10)


def test_a_killed_worker_is_back_soon(system: System) -> None:
    worker = system.process("cases", "worker")
    before = worker.pid
    worker.kill()
    worker.wait_ready()
    assert worker.pid != before
    assert "cases-worker ended (signal 9)" in system.log("supervisor").read_text(encoding="utf-8")


def test_a_killed_web_process_is_back_soon(system: System) -> None:
    web = system.process("notify", "web")
    web.kill()
    web.wait_ready()
    wait_until_ready(system, "notify")


def test_a_database_that_is_away_is_answered_with_503_and_comes_back(system: System) -> None:
    headers = {"Authorization": f"Bearer {system.token('bawaslu-karawang')}"}
    system.postgres.stop()
    answer = CLIENT.get(f"{system.url('workflow')}/v1/tasks", headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"
    system.postgres.start()
    for service in SERVICES:
        wait_until_ready(system, service)
    system.wait_idle()


def test_a_database_that_crashes_is_started_again(system: System) -> None:
    system.postgres.child.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            psycopg.connect(system.postgres.conninfo("cases")).close()
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    wait_until_ready(system, "cases")
    assert "postgresql ended unexpectedly" in system.log("supervisor").read_text(encoding="utf-8")


def test_nothing_is_left_of_a_private_system() -> None:
    with private_system(split_workers=True) as system:
        data = system.layout.data
        pids = [pid for name in SERVICES for pid in family(system.process(name, "web").pid)]
        pids += [*family(system.postgres.child.pid), system.process("workflow", "timers").pid]
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert all(ends(pid, within=0.5) for pid in pids)
    assert not data.parent.exists()
