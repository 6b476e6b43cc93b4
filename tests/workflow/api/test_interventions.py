"""What coordinators do to a case as a whole, over HTTP: its answers, and its refusals in their order."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.actions.standstill import completion_of
from tests.workflow.builders import CaseBench
from tests.workflow.procedures import a_model, a_procedure
from workflow.actions.deploy import deploy
from workflow.storage.unit import WorkflowUnit

WHY = {"reason": "keliru"}


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """A case whose last script reads numbers only, from a variable that holds none."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(
            unit, a_procedure({"handling.bpmn": a_model("outcome = str(int(kind))", first="kind = origin")})
        )
    return bench.start()


def tag(client: ApiClient, case_id: UUID) -> str:
    return client.get(f"/v1/cases/{case_id}/process").headers["ETag"]


def complete(client: ApiClient, bench: CaseBench, case_id: UUID) -> TestResponse:
    task = bench.claim(case_id, "study")
    return client.post(
        f"/v1/tasks/{task.id}/complete", {"answers": {"decision": "x"}}, if_match=f'"{task.version}"'
    )


def test_a_stuck_case_is_repaired(
    bench: CaseBench, client: ApiClient, coordinator: ApiClient, case_id: UUID
) -> None:
    problem_of(complete(client, bench, case_id), 409)
    body = {"variables": {"kind": "7"}, **WHY}
    answer = coordinator.post(f"/v1/cases/{case_id}/repair", body, if_match=tag(client, case_id))
    assert json_of(answer)["state"] == "running"
    assert answer.headers["ETag"] == tag(client, case_id)


def test_a_suspended_case_says_so_in_the_inbox_and_in_the_refusal(
    bench: CaseBench, client: ApiClient, coordinator: ApiClient, case_id: UUID
) -> None:
    answer = coordinator.post(f"/v1/cases/{case_id}/suspension", WHY, if_match=tag(client, case_id))
    assert json_of(answer)["state"] == "suspended"
    (task,) = json_of(client.get("/v1/tasks", case_id=str(case_id)))["items"]
    assert task["case_state"] == "suspended"
    assert problem_of(complete(client, bench, case_id), 409)["type"] == "/problems/case-suspended"
    answer = coordinator.post(f"/v1/cases/{case_id}/resumption", WHY, if_match=tag(client, case_id))
    assert json_of(answer)["state"] == "running"


def test_a_cancelled_case_has_ended(client: ApiClient, coordinator: ApiClient, case_id: UUID) -> None:
    answer = coordinator.post(f"/v1/cases/{case_id}/cancellation", WHY, if_match=tag(client, case_id))
    process = json_of(answer)
    assert (process["state"], process["outcome"], process["tasks"]) == ("ended", "cancelled", [])


@pytest.mark.parametrize("verb", ["repair", "suspension", "resumption", "cancellation", "moves"])
def test_refusals_come_in_their_order(
    client: ApiClient, coordinator: ApiClient, stranger: ApiClient, case_id: UUID, verb: str
) -> None:
    path = f"/v1/cases/{case_id}/{verb}"
    problem_of(stranger.post(path, {}), 404)
    problem_of(client.post(path, {}), 403)
    problem_of(coordinator.post(path, {}), 428)
    problem_of(coordinator.post(path, {}, if_match='"99"'), 412)
    if verb in ("repair", "resumption"):
        problem_of(coordinator.post(path, {}, if_match='"1"'), 409)
    else:
        problem_of(coordinator.post(path, {}, if_match='"1"'), 422)
        problem_of(coordinator.post(path, {**WHY, "more": 1}, if_match='"1"'), 422)


def test_the_police_do_not_cancel(client: ApiClient, case_id: UUID) -> None:
    police = client.bearing(token_of("polri-coordinator", agency="polri", roles=["coordinator"]))
    problem_of(police.post(f"/v1/cases/{case_id}/cancellation", WHY, if_match='"1"'), 403)


def test_a_case_goes_back_to_a_completed_task(
    bench: CaseBench, client: ApiClient, coordinator: ApiClient
) -> None:
    case_id = bench.until_registered()
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    entry = completion_of(bench, case_id, "discussion_1")
    body = {"to": entry, **WHY}
    process = json_of(coordinator.post(f"/v1/cases/{case_id}/moves", body, if_match=tag(client, case_id)))
    assert [task["name"] for task in process["tasks"]] == ["discussion_1"]
    refused = coordinator.post(f"/v1/cases/{case_id}/moves", {"to": 2, **WHY}, if_match=tag(client, case_id))
    assert problem_of(refused, 409)["errors"][0]["rule"] == "told-once"
