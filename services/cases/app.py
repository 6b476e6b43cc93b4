"""The HTTP composition root of `cases`."""

from __future__ import annotations

from flask import Flask

from cases.api.cases import cases
from cases.api.centres import centres
from cases.api.intakes import intakes
from cases.api.members import members
from cases.api.parties import parties
from cases.api.problems import STATUS
from cases.api.receipts import receipts
from cases.api.side_events import side_events
from cases.messages.consumed import consumer
from cases.settings import SERVICE
from chassis.broker_choice import broker_from, trouble_with
from chassis.clock import clock_from
from chassis.database import Database
from chassis.health import health_blueprint
from chassis.http import create_api_app
from chassis.identity import KeySource, RemoteKeys, TokenVerifier
from chassis.idle import idle_report
from chassis.settings import ServiceSettings


def create_app(
    settings: ServiceSettings, *, database: Database | None = None, keys: KeySource | None = None
) -> Flask:
    """The application; tests bring a database and keys of their own. Connects to nothing yet."""
    database = database or database_at(settings)
    broker = broker_from(broker_url=settings.broker_url, amqp_url=settings.amqp_url)
    verifier = TokenVerifier(
        keys or RemoteKeys(settings.oidc_jwks_url),
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
    )
    app = create_api_app(
        SERVICE,
        title="Gakkumdu: cases",
        blueprints=[intakes, cases, parties, side_events, members, centres, receipts],
        database=database,
        verifier=verifier,
        statuses=STATUS,
    )
    app.register_blueprint(
        health_blueprint(
            database,
            broker=trouble_with(broker),
            idle=lambda: idle_report(database, sources=consumer.sources).as_json(),
        )
    )
    return app


def database_at(settings: ServiceSettings) -> Database:
    """The service's database, on its case clock; connects on first use."""
    return Database.at(
        settings.database_url,
        source=SERVICE,
        clock=clock_from(settings.case_clock),
        pool_size=settings.web_threads,
    )
