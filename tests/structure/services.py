"""The three services as their own composition roots make them, with addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask

import cases.app
import cases.settings
import notify.app
import notify.settings
import workflow.app
import workflow.settings
from tests.support.tokens import LocalKeys

ROOT = Path(__file__).parents[2]
SERVICES = ("cases", "workflow", "notify")
ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
    "BROKER_URL": "postgresql://nobody@127.0.0.1:1/none",
    "OIDC_ISSUER": "https://issuer.test",
    "OIDC_JWKS_URL": "https://issuer.test/jwks",
    "ENVIRONMENT": "development",
    "BPMN_DIR": str(ROOT / "bpmn"),
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "gakkumdu@example.org",
}


@cache
def app_of(service: str) -> Flask:
    """Made once a run; none of them is ever asked for data."""
    with TemporaryDirectory() as folder:
        environment = {**ENVIRONMENT, "LEDGER_KEY": f"{folder}/ledger.jwk"}
        if service == "cases":
            return cases.app.create_app(cases.settings.cases_settings(environment), keys=LocalKeys())
        if service == "workflow":
            return workflow.app.create_app(workflow.settings.workflow_settings(environment), keys=LocalKeys())
        return notify.app.create_app(notify.settings.notify_settings(environment), keys=LocalKeys())


def operations(service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every address, method and description of a service's OpenAPI document."""
    document = app_of(service).test_client().get("/openapi.json").get_json()
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield path, method, described
