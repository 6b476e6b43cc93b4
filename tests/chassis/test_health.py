"""Alive, ready, idle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from chassis.database import Database
from chassis.health import health_blueprint
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.small_app import away, small_app


def test_a_service_is_ready_while_its_broker_is_away_and_says_so(cases: Database) -> None:
    answer = json_of(ApiClient(small_app(cases)).get("/readyz"))
    assert (answer["status"], answer["database"]) == ("ready", "ok")
    assert answer["broker"] != "ok"


def test_a_service_is_not_ready_while_its_database_is_away() -> None:
    client = ApiClient(small_app(away()))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {"status": "not ready", "database": "OperationalError"}
    assert json_of(client.get("/livez")) == {"status": "alive"}


def test_all_is_well(cases: Database, pgmq_url: str) -> None:
    answer = json_of(ApiClient(small_app(cases, broker_url=pgmq_url)).get("/readyz"))
    assert answer == {"status": "ready", "database": "ok", "broker": "ok"}


def test_an_idle_report_needs_the_database(cases: Database) -> None:
    assert json_of(ApiClient(small_app(cases)).get("/v1/idle"))["unsent"] == 0
    problem_of(ApiClient(small_app(away())).get("/v1/idle"), 503)


def test_a_broker_is_not_asked_at_every_probe(cases: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []
    now = [100.0]

    def ping() -> str | None:
        asked.append(None)
        return "away"

    monkeypatch.setattr("chassis.health.time.monotonic", lambda: now[0])
    app = Flask(__name__)
    idle: Callable[[], dict[str, int]] = dict
    app.register_blueprint(health_blueprint(cases, broker=ping, idle=idle))
    client = app.test_client()
    for _ in range(5):
        assert client.get("/readyz").get_json()["broker"] == "away"
    assert len(asked) == 1
    now[0] += 3
    client.get("/readyz")
    assert len(asked) == 2


def test_the_counters_are_text_that_prometheus_reads(cases: Database) -> None:
    response = ApiClient(small_app(cases)).get("/metrics")
    assert response.content_type.startswith("text/plain")
    assert b"http_requests_total" in response.data
    assert b"outbox_unsent 0.0" in response.data


def test_metrics_leave_out_what_only_the_database_knows_while_it_is_away() -> None:
    response = ApiClient(small_app(away())).get("/metrics")
    assert response.status_code == 200
    assert b"outbox_unsent" not in response.data
