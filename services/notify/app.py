"""The HTTP composition root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from chassis.broker_choice import broker_from, trouble_with
from chassis.clock import SystemClock, clock_from
from chassis.database import Database
from chassis.health import health_blueprint
from chassis.http import create_api_app
from chassis.identity import KeySource, RemoteKeys, TokenVerifier
from chassis.idle import idle_report
from notify.api.deliveries import deliveries
from notify.api.notifications import notifications
from notify.api.preferences import preferences
from notify.api.problems import STATUS
from notify.messages.consumed import consumer
from notify.settings import SERVICE, NotifySettings
from notify.storage.unit import NotifyUnit


def create_app(
    settings: NotifySettings, *, database: Database | None = None, keys: KeySource | None = None
) -> Flask:
    """Connects to nothing yet; tests pass a database and keys of their own."""
    database = database or database_from(settings)
    verifier = TokenVerifier(
        keys or RemoteKeys(settings.oidc_jwks_url),
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
    )
    app = create_api_app(
        SERVICE,
        title="Gakkumdu notifications",
        blueprints=[notifications, preferences, deliveries],
        database=database,
        verifier=verifier,
        statuses=STATUS,
    )
    broker = broker_from(broker_url=settings.broker_url, amqp_url=settings.amqp_url)

    def idle() -> Mapping[str, Any]:
        report = idle_report(database, sources=consumer.sources).as_json()
        return {**report, "due_timers": 0, "due_emails": _due_emails(database)}

    app.register_blueprint(health_blueprint(database, broker=trouble_with(broker), idle=idle))
    return app


def database_from(settings: NotifySettings, *, pool_size: int = 5) -> Database:
    """The service's own database, at the service's case time."""
    return Database.at(
        settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock), pool_size=pool_size
    )


def _due_emails(database: Database) -> int:
    """Shown, not waited for: a case goes on while the mail server is away."""
    with database.unit_of_work(NotifyUnit) as unit:
        return unit.deliveries.due(now=SystemClock().now())
