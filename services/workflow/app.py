"""The HTTP composition root of `workflow`."""

from __future__ import annotations

from flask import Flask

from chassis.broker_choice import broker_from, trouble_with
from chassis.clock import clock_from
from chassis.database import Database
from chassis.health import health_blueprint
from chassis.http import create_api_app
from chassis.identity import KeySource, RemoteKeys, TokenVerifier
from workflow.actions.procedure import Procedure
from workflow.actions.signing import HeadSigner
from workflow.api.bulk import bulk
from workflow.api.cases import cases
from workflow.api.deadlines import deadlines
from workflow.api.decisions import decisions
from workflow.api.definitions import definitions
from workflow.api.drafts import drafts
from workflow.api.inbox import inbox
from workflow.api.incidents import register_incidents
from workflow.api.interventions import interventions
from workflow.api.ledger import ledger
from workflow.api.migrations import migrations
from workflow.api.problems import STATUS, register_clock_problems
from workflow.api.recomputations import recomputations
from workflow.api.saved_views import saved_views
from workflow.api.task_changes import task_changes
from workflow.api.tasks import tasks
from workflow.idle import idle_of
from workflow.messages.consumed import handled_again
from workflow.settings import SERVICE, WorkflowSettings
from workflow.timer_metrics import TimersCollector


def create_app(
    settings: WorkflowSettings, *, database: Database | None = None, keys: KeySource | None = None
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
        title="Gakkumdu: workflow",
        blueprints=[
            inbox,
            saved_views,
            tasks,
            task_changes,
            drafts,
            decisions,
            bulk,
            cases,
            interventions,
            deadlines,
            ledger,
            definitions,
            migrations,
            recomputations,
        ],
        database=database,
        verifier=verifier,
        statuses=STATUS,
    )
    register_clock_problems(app)
    register_incidents(app)
    app.extensions["procedure"] = procedure = Procedure()
    app.extensions["again"] = handled_again(procedure)
    app.extensions["signer"] = HeadSigner(settings.ledger_key, make=settings.environment == "development")
    app.register_blueprint(
        health_blueprint(
            database,
            broker=trouble_with(broker),
            idle=lambda: idle_of(database),
            collectors=[TimersCollector(database)],
        )
    )
    return app


def database_at(settings: WorkflowSettings) -> Database:
    """The service's database, on its case clock; connects on first use."""
    return Database.at(
        settings.database_url,
        source=SERVICE,
        clock=clock_from(settings.case_clock),
        pool_size=settings.web_threads,
    )
