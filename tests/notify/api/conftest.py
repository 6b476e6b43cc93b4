"""The application on the test's own transaction, asked by officers with real tokens."""

from __future__ import annotations

import pytest

from chassis.database import Database
from notify.app import create_app
from notify.settings import notify_settings
from tests.support.http import ApiClient
from tests.support.tokens import ISSUER, LocalKeys, token_of

ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg://nobody@localhost:1/nothing",
    "AMQP_URL": "amqp://localhost:1",
    "OIDC_ISSUER": ISSUER,
    "OIDC_JWKS_URL": f"{ISSUER}/jwks",
    "ENVIRONMENT": "development",
}


@pytest.fixture
def client(database: Database) -> ApiClient:
    """An officer of Bawaslu Karawang."""
    app = create_app(notify_settings(ENVIRONMENT), database=database, keys=LocalKeys())
    return ApiClient(app, token_of("bawaslu-karawang"))


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
