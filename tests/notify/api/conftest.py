"""The application on the test's own transaction, asked by officers with real tokens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from chassis.clock import FixedClock
from chassis.database import Database
from notify.app import create_app
from notify.settings import notify_settings
from tests.notify.builders import NOON
from tests.support.http import ApiClient
from tests.support.tokens import ISSUER, LocalKeys, token_of

ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg://nobody@localhost:1/nothing",
    "AMQP_URL": "amqp://localhost:1",
    "OIDC_ISSUER": ISSUER,
    "OIDC_JWKS_URL": f"{ISSUER}/jwks",
    "ENVIRONMENT": "development",
}


def app_on(database: Database) -> Flask:
    """The application as it is served, but for its database and the way to the keys."""
    return create_app(notify_settings(ENVIRONMENT), database=database, keys=LocalKeys())


@pytest.fixture(scope="session")
def served(shared_engine: Engine) -> Flask:
    """Made once a run; a test puts its own database in."""
    return app_on(Database(shared_engine, source="notify", clock=FixedClock(NOON)))


@pytest.fixture
def client(served: Flask, database: Database) -> ApiClient:
    """An officer of Bawaslu Karawang."""
    served.extensions["edge"] = replace(served.extensions["edge"], database=database)
    return ApiClient(served, token_of("bawaslu-karawang"))


@pytest.fixture
def other(client: ApiClient) -> ApiClient:
    """A colleague in the same office."""
    return client.bearing(token_of("colleague"))


@pytest.fixture
def administrator(client: ApiClient) -> ApiClient:
    """The national administrator."""
    return client.bearing(
        token_of("bawaslu-ri", office="00", level="national", roles=["officer", "administrator"])
    )
