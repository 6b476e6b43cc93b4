"""A case that gets stuck in a request: 409, on record, and tried again by its coordinator."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.builders import CaseBench
from tests.workflow.procedures import a_model, a_procedure
from workflow.actions.deploy import deploy
from workflow.storage.unit import WorkflowUnit


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """A case whose last script reads numbers only."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, a_procedure({"handling.bpmn": a_model("outcome = int(decision)")}))
    return bench.start()


@pytest.fixture
def coordinator(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("coordinator", roles=["coordinator"]))


def complete(client: ApiClient, bench: CaseBench, case_id: UUID, decision: str) -> int:
    task = bench.claim(case_id, "study")
    answer = client.post(
        f"/v1/tasks/{task.id}/complete", {"answers": {"decision": decision}}, if_match=f'"{task.version}"'
    )
    return answer.status_code


def test_a_stuck_step_answers_409_and_the_process_shows_why(
    bench: CaseBench, client: ApiClient, case_id: UUID
) -> None:
    task = bench.claim(case_id, "study")
    answer = client.post(
        f"/v1/tasks/{task.id}/complete", {"answers": {"decision": "guilty"}}, if_match=f'"{task.version}"'
    )
    problem = problem_of(answer, 409)
    assert problem["type"] == "/problems/case-stuck"
    assert "kept as the draft" in problem["detail"]
    assert json_of(client.get(f"/v1/tasks/{task.id}/draft"))["answers"] == {"decision": "guilty"}
    process = json_of(client.get(f"/v1/cases/{case_id}/process"))
    assert process["state"] == "incident"
    assert process["incident"]["element"] == "conclude"
    assert process["incident"]["data_keys"] == ["decision", "origin", "regime"]
    assert "int()" in process["incident"]["reason"]
    assert [task["state"] for task in process["tasks"]] == ["claimed"]


def test_a_coordinator_has_it_tried_again(
    bench: CaseBench, client: ApiClient, coordinator: ApiClient, case_id: UUID
) -> None:
    assert complete(client, bench, case_id, "guilty") == 409
    etag = client.get(f"/v1/cases/{case_id}/process").headers["ETag"]
    answer = coordinator.post(f"/v1/cases/{case_id}/retry", if_match=etag)
    process = json_of(answer)
    assert (process["state"], process["incident"]) == ("running", None)
    assert answer.headers["ETag"] != etag
    assert complete(client, bench, case_id, "1") == 200
    assert json_of(client.get(f"/v1/cases/{case_id}/process"))["state"] == "ended"


def test_refusals_of_a_retry_come_in_their_order(
    client: ApiClient, coordinator: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/retry"
    problem_of(stranger.post(path), 404)
    problem_of(client.post(path), 403)
    problem_of(coordinator.post(path), 428)
    problem_of(coordinator.post(path, if_match='"99"'), 412)
    problem_of(coordinator.post(path, if_match='"1"'), 409)


def test_a_case_that_runs_shows_no_incident(client: ApiClient, case_id: UUID) -> None:
    assert json_of(client.get(f"/v1/cases/{case_id}/process"))["incident"] is None
