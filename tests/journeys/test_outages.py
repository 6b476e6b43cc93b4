"""The broker or the database is away for a while: the rest goes on, says so, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from console.rabbitmq import RabbitMQ
from console.web import get_json
from tests.support.journey_patience import wait_for
from tests.support.journey_stage import Stage

QUICK_END = {"initial_study": "not_registered"}


@contextmanager
def broker_away(stage: Stage, node: object) -> Iterator[None]:
    """RabbitMQ stopped, or nobody let into the database with the queues."""
    if isinstance(node, RabbitMQ):
        node.stop()
        try:
            yield
        finally:
            node.start()
        return
    close = sql.SQL("ALTER DATABASE broker ALLOW_CONNECTIONS false")
    leave = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'broker'")
    stage.system.postgres.execute(close, leave)
    try:
        yield
    finally:
        stage.system.postgres.execute(sql.SQL("ALTER DATABASE broker ALLOW_CONNECTIONS true"))


@pytest.fixture
def node(request: pytest.FixtureRequest, stage: Stage) -> object:
    """The RabbitMQ node the system uses; None where it uses none."""
    return None if stage.address == "pgmq" else request.getfixturevalue("own_rabbitmq")


@contextmanager
def no_traceback_in(logs: Path) -> Iterator[None]:
    """What is logged meanwhile tells no stack."""
    before = {log: log.stat().st_size for log in logs.glob("*.log")}
    yield
    for log in logs.glob("*.log"):
        written = log.read_bytes()[before.get(log, 0) :]
        assert b"Traceback" not in written, f"{log.name}: {written.decode(errors='replace')[-3000:]}"


@pytest.mark.parametrize(
    "broker",
    ["pgmq", pytest.param("rabbitmq", marks=pytest.mark.own_node)],
    indirect=True,
    scope="package",
)
def test_without_its_broker_a_service_answers_and_holds_what_it_has_to_say(
    stage: Stage, node: object
) -> None:
    log = stage.system.log("cases-worker")
    said_before = log.stat().st_size
    with no_traceback_in(log.parent), broker_away(stage, node):
        case = stage.case(choices=QUICK_END)
        ready = stage.system.url("cases") + "/readyz"
        wait_for("/readyz to name the broker", lambda: get_json(ready)["broker"] != "ok")
        wait_for("the relay to say that it holds", lambda: b"relay_holding" in log.read_bytes()[said_before:])
        assert stage.system.idle_reports()["cases"]["unsent"] > 0
        assert case.process() == {}
    assert case.finish() == "not_registered"
    stage.settle()
    wait_for("/readyz to be content", lambda: get_json(ready)["broker"] == "ok")
    assert stage.faults() == []


def test_without_the_database_the_api_says_when_to_try_again(stage: Stage) -> None:
    case = stage.case(choices=QUICK_END)
    case.until("initial_study")
    logs = stage.system.log("cases-web").parent
    with no_traceback_in(logs):
        stage.system.postgres.stop()
        try:
            refused = [
                stage.desk.ask("bawaslu-karawang", "GET", "cases", "/v1/cases"),
                stage.desk.ask("bawaslu-karawang", "GET", "workflow", "/v1/tasks"),
                stage.desk.ask("bawaslu-karawang", "GET", "notify", "/v1/notifications"),
                stage.desk.ask(
                    "bawaslu-karawang",
                    "POST",
                    "cases",
                    "/v1/intakes",
                    json=case.intake(),
                    headers={"Idempotency-Key": "while the database is away"},
                ),
            ]
        finally:
            stage.system.postgres.start()
        assert [answer.status_code for answer in refused] == [503] * 4
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
        assert {answer.headers["Content-Type"] for answer in refused} == {"application/problem+json"}
        assert case.finish() == "not_registered"
        stage.settle()
    assert stage.faults() == []
