"""What a supervisor asks: alive, ready, idle, and the counters."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from chassis.database import Database
from chassis.http import public
from chassis.messaging_metrics import MessagingCollector

PING_SECONDS = 2.0

Ping = Callable[[], str | None]
IdleReport = Callable[[], Mapping[str, Any]]


def health_blueprint(
    database: Database, *, broker: Ping, idle: IdleReport, collectors: Sequence[Collector] = ()
) -> Blueprint:
    """`/livez`, `/readyz`, `/v1/idle` and `/metrics`, to which a service's own `collectors` add.

    `broker` answers None when well, else what is wrong. A broker that is down leaves the service ready: the
    API goes on answering and the outbox holds what it could not send.
    """
    health = Blueprint("health", __name__)
    ask_broker = _at_most_every(PING_SECONDS, broker)
    of_database = CollectorRegistry()
    for collector in (MessagingCollector(database), *collectors):
        of_database.register(collector)

    @health.get("/livez")
    @public
    def livez() -> Response:
        return jsonify(status="alive")

    @health.get("/readyz")
    @public
    def readyz() -> tuple[Response, int]:
        try:
            database.ping()
        except SQLAlchemyError as error:
            return jsonify(status="not ready", database=type(error).__name__), 503
        trouble = ask_broker()
        return jsonify(status="ready", database="ok", broker=trouble or "ok"), 200

    @health.get("/v1/idle")
    @public
    def idle_view() -> Response:
        return jsonify(idle())

    @health.get("/metrics")
    @public
    def metrics() -> Response:
        return Response(generate_latest() + generate_latest(of_database), content_type=CONTENT_TYPE_LATEST)

    return health


def _at_most_every(seconds: float, ask: Ping) -> Ping:
    """Probes come often; a broker that is down would make each of them wait."""
    known: tuple[float, str | None] = (float("-inf"), None)

    def asked() -> str | None:
        nonlocal known
        if time.monotonic() - known[0] > seconds:
            known = (time.monotonic(), ask())
        return known[1]

    return asked
