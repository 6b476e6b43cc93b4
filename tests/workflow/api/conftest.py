"""The application of `workflow` as it is served, but for its database and the way to the keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.http import ApiClient
from tests.support.postgres import TestDatabase
from tests.support.tokens import AUDIENCE, ISSUER, LocalKeys, token_of
from tests.workflow.builders import MONDAY, CaseBench
from workflow.actions.procedure import Procedure
from workflow.app import create_app
from workflow.settings import WorkflowSettings, workflow_settings


def settings_in(folder: Path) -> WorkflowSettings:
    """Those of a development system; the addresses lead nowhere."""
    return workflow_settings(
        {
            "DATABASE_URL": "postgresql+psycopg://nowhere",
            "BROKER_URL": "postgresql://nowhere",
            "OIDC_ISSUER": ISSUER,
            "OIDC_AUDIENCE": AUDIENCE,
            "OIDC_JWKS_URL": f"{ISSUER}/jwks",
            "ENVIRONMENT": "development",
            "LEDGER_KEY": str(folder / "ledger.jwk"),
        }
    )


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, shared_database: TestDatabase) -> Flask:
    """Made once a run; a test puts its own database in."""
    nowhere = Database.at(shared_database.url, source="workflow", clock=FixedClock(MONDAY))
    return create_app(settings_in(tmp_path_factory.mktemp("ledger")), database=nowhere, keys=LocalKeys())


@pytest.fixture
def app(served: Flask, database: Database, procedure: Procedure) -> Flask:
    """On the test's own transaction; shares the procedure with `bench`, as threads of one process do."""
    served.extensions["edge"] = replace(served.extensions["edge"], database=database)
    served.extensions["procedure"] = procedure
    return served


@pytest.fixture
def client(app: Flask) -> ApiClient:
    """Asks as an officer of the election supervisors of Karawang."""
    return ApiClient(app, token_of())


@pytest.fixture
def police(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("polri-karawang", agency="polri"))


@pytest.fixture
def auditor(client: ApiClient) -> ApiClient:
    """Reads all of the country and works on nothing."""
    return client.bearing(token_of("auditor", office="00", level="national", roles=["auditor"]))


@pytest.fixture
def coordinator(client: ApiClient) -> ApiClient:
    """Of the same agency at the same office."""
    return client.bearing(token_of("bawaslu-coordinator", roles=["coordinator"]))


@pytest.fixture
def stranger(client: ApiClient) -> ApiClient:
    """An officer of another regency."""
    return client.bearing(token_of("bawaslu-jembrana", office="51.01"))


@dataclass(frozen=True)
class Callers:
    """Whom one rule answers differently."""

    owner: ApiClient
    police: ApiClient
    auditor: ApiClient
    stranger: ApiClient


@pytest.fixture
def callers(client: ApiClient, police: ApiClient, auditor: ApiClient, stranger: ApiClient) -> Callers:
    return Callers(client, police, auditor, stranger)


@pytest.fixture
def own(committed_database: TestDatabase) -> Iterator[Database]:
    """As many connections as a service's web process has."""
    engine = create_engine(committed_database.url, pool_size=40)
    yield Database(engine, source="workflow", clock=FixedClock(MONDAY))
    engine.dispose()


@pytest.fixture
def busy(own: Database, procedure: Procedure) -> CaseBench:
    return CaseBench(own, replace(procedure), FixedClock(MONDAY))


@pytest.fixture
def web(own: Database, tmp_path: Path) -> Flask:
    token_of("anybody")  # the key that all tokens share is made before a crowd asks for it
    return create_app(settings_in(tmp_path), database=own, keys=LocalKeys())
