"""`/v1/definitions` and `/v1/recomputations`: deploying over HTTP, and what the deployment sets going."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.builders import CaseBench
from tests.workflow.conftest import BPMN
from tests.workflow.picture import picture_of
from tests.workflow.procedures import a_model, a_procedure, with_holidays
from workflow.actions.procedure import procedure_files
from workflow.timers import recomputation_rounds

REAL = procedure_files(BPMN)
SMALL = {"files": a_procedure()}


@pytest.fixture
def admin(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("admin", office="00", level="national", roles=["administrator"]))


def listed(client: ApiClient, path: str = "/v1/definitions") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(client.get(path))["items"]
    return items


def test_a_deployed_version_is_in_force_and_the_one_before_is_not(admin: ApiClient, bench: CaseBench) -> None:
    bench.start()
    deployed = json_of(admin.post("/v1/definitions", SMALL), 201)
    newest, older = listed(admin)
    assert newest["version"] == deployed["version"] != older["version"]
    assert (newest["in_force"], newest["deployed_by"], newest["running_cases"]) == (True, "admin", 0)
    assert (older["in_force"], older["running_cases"]) == (False, 1)


def test_a_version_is_shown_with_the_files_it_was_deployed_with(admin: ApiClient, client: ApiClient) -> None:
    version = json_of(admin.post("/v1/definitions", SMALL), 201)["version"]
    assert json_of(client.get(f"/v1/definitions/{version}"))["files"] == SMALL["files"]
    problem_of(client.get("/v1/definitions/nothing"), 404)


@pytest.mark.parametrize(
    ("level", "office", "role"),
    [
        ("regency", "32.15", "administrator"),
        ("province", "32", "administrator"),
        ("national", "00", "officer"),
    ],
)
def test_only_administrators_of_a_national_office_deploy(
    client: ApiClient, bench: CaseBench, level: str, office: str, role: str
) -> None:
    asking = client.bearing(token_of("somebody", office=office, level=level, roles=[role]))
    before = picture_of(bench.database)
    problem_of(asking.post("/v1/definitions", {"files": 7}), 403)
    assert picture_of(bench.database) == before


def test_a_faulty_version_is_refused_with_file_element_and_reason(admin: ApiClient, bench: CaseBench) -> None:
    before = picture_of(bench.database)
    broken = a_procedure({"handling.bpmn": a_model("outcome = verdict"), "forms/extra.json": "{}"})
    problem = problem_of(admin.post("/v1/definitions", {"files": broken}), 422)
    assert problem["type"] == "/problems/procedure-refused"
    told = {error["field"]: error for error in problem["errors"]}
    assert told["forms/extra.json#file"]["rule"] == "form"
    assert told["forms/extra.json#$schema"]["message_id"].startswith("Formulir tidak dapat dipakai")
    assert picture_of(bench.database) == before


def test_a_request_that_is_repeated_deploys_once(admin: ApiClient) -> None:
    first = json_of(admin.post("/v1/definitions", SMALL, key="a"), 201)
    json_of(admin.post("/v1/definitions", {"files": REAL}), 201)
    assert json_of(admin.post("/v1/definitions", SMALL, key="a"), 201) == first
    assert len(listed(admin)) == 3


@pytest.mark.parametrize(
    "body", [{}, {"files": {}}, {"files": {"handling.bpmn": 7}}, {"files": [], "by": "me"}]
)
def test_what_is_no_set_of_files_is_refused(admin: ApiClient, body: Any) -> None:
    problem_of(admin.post("/v1/definitions", body), 422)


def test_a_procedure_may_be_larger_than_other_bodies(admin: ApiClient) -> None:
    files = {**REAL, "forms/large.json": " " * 2_000_000}
    problem = problem_of(admin.post("/v1/definitions", {"files": files}), 422)
    assert {error["field"] for error in problem["errors"]} == {"forms/large.json#file"}
    problem_of(admin.post("/v1/definitions", {"files": {"handling.bpmn": " " * 9_000_000}}), 413)


def test_the_rules_shown_are_those_in_force(admin: ApiClient) -> None:
    json_of(admin.post("/v1/definitions", {"files": with_holidays(REAL, "2024-01-31")}), 201)
    assert json_of(admin.get("/v1/rules"))["calendar"] == listed(admin)[0]["calendar"]


def test_the_progress_of_a_recomputation_is_shown(admin: ApiClient, bench: CaseBench) -> None:
    bench.until_registered()
    assert listed(admin, "/v1/recomputations") == []
    json_of(admin.post("/v1/definitions", {"files": with_holidays(REAL, "2024-01-31")}), 201)
    (waiting,) = listed(admin, "/v1/recomputations")
    assert (waiting["state"], waiting["total"], waiting["done"]) == ("running", 1, 0)
    recomputation_rounds(bench.database, bench.procedure)()
    (done,) = listed(admin, "/v1/recomputations")
    assert (done["state"], done["done"], done["failed"]) == ("done", 1, 0)
    assert done["changed"] > 0
