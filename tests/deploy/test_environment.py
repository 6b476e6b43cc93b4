"""Each process starts on what the manifests tell it, and is told nothing that it does not read."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema

from chassis.settings import ServiceSettings
from tests.deploy.compose import compose, environment
from tests.deploy.kustomize import ROOT
from tests.deploy.manifests import SERVICES, Manifests

HOME_IN_THE_IMAGE = Path("/srv/gakkumdu")


@pytest.fixture
def secrets() -> dict[str, str]:
    """Values for the keys of the Secrets, as docs/deployment.md has them made."""
    return {
        "database-url": "postgresql+psycopg://role:secret@postgresql-rw/database?sslmode=require",
        "database-owner-url": "postgresql+psycopg://owner:secret@postgresql-rw/database?sslmode=require",
        "amqp-url": "amqp://user:secret@rabbitmq:5672/",
        "smtp-url": "smtp://user:secret@mail.example:587",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_process_in_the_cluster_accepts_its_environment(
    production: Manifests, secrets: dict[str, str], service: str
) -> None:
    for pod in production.of_service(service):
        settings = _accepted(service, production.environment(pod, secrets=secrets))
        assert settings.environment == "production"
        assert settings.case_clock == "system"
        assert settings.oidc_issuer.startswith("https://")
        assert settings.amqp_url


@pytest.mark.parametrize("service", SERVICES)
def test_every_process_in_the_cluster_reads_all_it_is_told(
    production: Manifests, secrets: dict[str, str], service: str
) -> None:
    for pod in production.of_service(service):
        assert production.environment(pod, secrets=secrets).keys() <= _read(service), pod.name


def test_every_secret_has_a_value_here_and_none_is_left_over(
    production: Manifests, secrets: dict[str, str]
) -> None:
    variables = [one for pod in production.pods for one in pod.main["env"]]
    references = [one["valueFrom"].get("secretKeyRef") for one in variables if "valueFrom" in one]
    assert {reference["key"] for reference in references if reference} == secrets.keys()


@pytest.mark.parametrize("process", ["migrate", "web", "worker"])
@pytest.mark.parametrize("service", SERVICES)
def test_every_process_of_the_compose_file_accepts_its_environment(service: str, process: str) -> None:
    found = environment(compose()["services"][f"{service}-{process}"])
    _accepted(service, found)
    assert found.keys() <= _read(service)


@pytest.mark.parametrize("service", SERVICES)
def test_every_module_that_a_pod_starts_exists(production: Manifests, service: str) -> None:
    for module in sorted({pod.main["args"][0] for pod in production.of_service(service)}):
        assert importlib.util.find_spec(module), f"there is no `python -m {module}`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_part_of_a_worker_runs_in_some_pod(production: Manifests, service: str) -> None:
    tree = ast.parse((ROOT / "services" / service / "worker.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Part"]
    parts = {call.args[0].value for call in made if isinstance(call.args[0], ast.Constant)}
    assert parts == {pod.component for pod in production.of_service(service)} - {"web", "migrate"}


def _accepted(service: str, given: Mapping[str, str]) -> ServiceSettings:
    """Raises SettingsError with every problem; folders of the image are looked for in this checkout."""
    at_home = {name: _in_checkout(value) for name, value in given.items()}
    settings: ServiceSettings = getattr(_module(service), f"{service}_settings")(at_home)
    return settings


def _in_checkout(value: str) -> str:
    path = Path(value)
    return (
        str(ROOT / path.relative_to(HOME_IN_THE_IMAGE)) if path.is_relative_to(HOME_IN_THE_IMAGE) else value
    )


def _read(service: str) -> set[str]:
    """The variables that the service's settings know."""
    known = [one for one in vars(_module(service)).values() if isinstance(one, type)]
    schemas = [one for one in known if issubclass(one, Schema)]
    return {str(field.data_key) for schema in schemas for field in schema().fields.values()}


def _module(service: str) -> Any:
    return import_module(f"{service}.settings")
