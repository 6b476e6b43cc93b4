"""The compose file: valid, hardened as in the cluster, and started in the right order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.compose import FILE, compose, environment, example, example_files
from tests.deploy.manifests import SCRATCH, SERVICES

PROCESSES = [f"{service}-{process}" for service in SERVICES for process in ("migrate", "web", "worker")]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"]
    return found


def test_it_is_what_the_compose_specification_allows() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_process_is_there_beside_postgresql_and_rabbitmq(services: dict[str, Any]) -> None:
    assert services.keys() == {"postgresql", "rabbitmq", *PROCESSES}
    for name in PROCESSES:
        assert services[name]["command"] == [name.replace("-", ".")]


@pytest.mark.parametrize("name", PROCESSES)
def test_our_containers_are_as_confined_as_in_the_cluster(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["tmpfs"] == [SCRATCH]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]


def test_every_image_carries_a_fixed_tag(services: dict[str, Any]) -> None:
    for service in services.values():
        _, colon, tag = service["image"].removeprefix("${GAKKUMDU_IMAGE:-").removesuffix("}").rpartition(":")
        assert colon
        assert tag != "latest"


def test_everything_that_stays_up_has_a_health_check(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert ("healthcheck" in service) != name.endswith("-migrate"), name


def test_migrations_wait_for_the_database_and_processes_for_their_migration(services: dict[str, Any]) -> None:
    for name in SERVICES:
        migrated = {f"{name}-migrate": {"condition": "service_completed_successfully"}}
        assert services[f"{name}-migrate"]["depends_on"] == {"postgresql": {"condition": "service_healthy"}}
        assert services[f"{name}-worker"]["depends_on"].items() >= migrated.items()
        # The API answers while the broker is down, so it does not wait for it either.
        assert services[f"{name}-web"]["depends_on"] == migrated


def test_postgresql_and_rabbitmq_have_no_way_out_and_no_open_port(services: dict[str, Any]) -> None:
    assert compose()["networks"]["inside"] == {"internal": True}
    for name in ("postgresql", "rabbitmq"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]


def test_only_the_web_processes_listen_and_on_this_machine_alone(services: dict[str, Any]) -> None:
    for name, service in services.items():
        published = service.get("ports", [])
        assert bool(published) == name.endswith("-web")
        assert all(port.startswith("127.0.0.1:") and port.endswith(":8000") for port in published)


def test_only_migrations_hold_the_password_of_an_owner(services: dict[str, Any]) -> None:
    for name in PROCESSES:
        service, _, process = name.partition("-")
        role = "owner" if process == "migrate" else "app"
        assert environment(services[name])["DATABASE_URL"].startswith(
            f"postgresql+psycopg://{service}_{role}:"
        )


def test_every_environment_file_has_an_example_and_every_example_is_used(services: dict[str, Any]) -> None:
    used = {Path(file) for service in services.values() for file in service.get("env_file", [])}
    assert used == example_files()


def test_the_examples_hold_no_password_that_anybody_would_keep() -> None:
    for file in example_files():
        secrets = {name: value for name, value in example(str(file)).items() if "PASS" in name}
        assert set(secrets.values()) <= {"change-me"}


def test_what_is_filled_in_is_never_committed() -> None:
    ignored = (FILE.parent / "environment" / ".gitignore").read_text(encoding="utf-8").split()
    assert ignored == ["*", "!.gitignore", "!*.example"]
