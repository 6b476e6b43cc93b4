"""`/v1/migrations` over HTTP: the dry run, the order, its progress, how each case fared, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.actions.standstill import put
from tests.workflow.actions.test_migration import a_line, work_off
from tests.workflow.builders import CaseBench

WHY = {"reason": "putusan baru"}


@pytest.fixture
def administrator(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("admin", office="00", level="national", roles=["administrator"]))


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """On a version that was followed by one with a task more."""
    put(bench, a_line("a"))
    case_id = bench.start()
    put(bench, a_line("a", "b"))
    return case_id


def test_a_dry_run_then_an_order_then_the_way_back(
    bench: CaseBench, administrator: ApiClient, case_id: UUID
) -> None:
    told = json_of(administrator.post("/v1/migrations/dry-run", {}))
    assert (told["total"], [case["possible"] for case in told["cases"]]) == (1, [True])
    assert told["comparisons"][0]["added"] == ["handling#b"]
    assert json_of(administrator.get("/v1/migrations"))["items"] == []
    ordered = json_of(administrator.post("/v1/migrations", WHY), 201)
    assert (ordered["state"], ordered["total"], ordered["done"]) == ("running", 1, 0)
    work_off(bench)
    path = f"/v1/migrations/{ordered['id']}"
    assert json_of(administrator.get(path))["moved"] == 1
    (fate,) = json_of(administrator.get(f"{path}/cases"))["items"]
    assert (fate["case_id"], fate["fate"], fate["hindrances"]) == (str(case_id), "migrated", [])
    undone = json_of(administrator.post(f"{path}/undo", WHY), 201)
    work_off(bench)
    assert json_of(administrator.get(f"/v1/migrations/{undone['id']}"))["moved"] == 1
    assert bench.instance(case_id).definition == told["comparisons"][0]["source"]


def test_an_order_that_is_repeated_is_given_once(administrator: ApiClient, case_id: UUID) -> None:
    body: dict[str, Any] = {"cases": [str(case_id)], **WHY}
    one, other = (administrator.post("/v1/migrations", body, key="once") for _ in range(2))
    assert json_of(one, 201)["id"] == json_of(other, 201)["id"]
    assert len(json_of(administrator.get("/v1/migrations"))["items"]) == 1


@pytest.mark.parametrize("path", ["", "/dry-run", f"/{UUID(int=1)}/undo"])
def test_others_may_not(client: ApiClient, coordinator: ApiClient, path: str) -> None:
    problem_of(client.post(f"/v1/migrations{path}", {}), 403)
    problem_of(coordinator.post(f"/v1/migrations{path}", {}), 403)


@pytest.mark.parametrize("path", ["", f"/{UUID(int=1)}", f"/{UUID(int=1)}/cases"])
def test_others_do_not_look(client: ApiClient, path: str) -> None:
    problem_of(client.get(f"/v1/migrations{path}"), 403)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**WHY, "target": "0" * 64},
        {**WHY, "target": "nonsense"},
        {**WHY, "source": "0" * 64},
        {**WHY, "office": "Karawang"},
        {**WHY, "cases": []},
        {**WHY, "cases": ["1"]},
        {**WHY, "renamed": {"a": 1}},
        {**WHY, "more": 1},
    ],
)
def test_what_cannot_be_ordered_is_refused_and_nothing_is_put_on_the_list(
    administrator: ApiClient, wrong: dict[str, Any]
) -> None:
    problem_of(administrator.post("/v1/migrations", wrong), 422)
    assert json_of(administrator.get("/v1/migrations"))["items"] == []


def test_an_unknown_migration_is_not_found(administrator: ApiClient) -> None:
    for path in ("", "/cases"):
        problem_of(administrator.get(f"/v1/migrations/{uuid4()}{path}"), 404)
    problem_of(administrator.post(f"/v1/migrations/{uuid4()}/undo", WHY), 404)


def test_one_at_work_is_not_undone(administrator: ApiClient, case_id: UUID) -> None:
    assert case_id
    ordered = json_of(administrator.post("/v1/migrations", WHY), 201)
    problem_of(administrator.post(f"/v1/migrations/{ordered['id']}/undo", WHY), 409)
