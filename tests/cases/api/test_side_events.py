from __future__ import annotations

from typing import Any

import pytest

from tests.cases.api.bodies import REPORT
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of

TODAY = {"at": "2024-10-10", "document": "B-7"}


@pytest.fixture
def case(client: ApiClient) -> str:
    return str(json_of(client.post("/v1/intakes", REPORT), 201)["id"])


@pytest.fixture
def province(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("bawaslu-jabar", office="32", level="province"))


def test_a_withdrawal_is_sent_and_read(client: ApiClient, case: str) -> None:
    made = json_of(client.post(f"/v1/cases/{case}/withdrawal", {"withdrawn": TODAY}), 201)
    assert (made["withdrawn"], made["recorded_by"]) == (TODAY, "bawaslu-karawang")
    assert json_of(client.get(f"/v1/cases/{case}/withdrawal"))["items"] == [made]
    again = client.post(f"/v1/cases/{case}/withdrawal", {"withdrawn": TODAY})
    assert problem_of(again, 409)["type"].endswith("withdrawn-already")


def test_a_transfer_is_sent_and_read(client: ApiClient, province: ApiClient, case: str) -> None:
    body = {"office": "32", "bawaslu_region": "13.00", "decided": TODAY}
    problem_of(client.post(f"/v1/cases/{case}/transfers", body), 403)
    made = json_of(province.post(f"/v1/cases/{case}/transfers", body), 201)
    assert (made["from_office"], made["to_office"], made["direction"]) == ("32.15", "32", "up")
    assert json_of(province.get(f"/v1/cases/{case}/transfers"))["items"] == [made]
    assert json_of(province.get(f"/v1/cases/{case}"))["office"] == "32"
    problem_of(client.get(f"/v1/cases/{case}"), 404)


def test_cases_are_joined(client: ApiClient, case: str) -> None:
    other = json_of(client.post("/v1/intakes", REPORT), 201)["id"]
    body = {"case_id": other, "decided": TODAY}
    json_of(client.post(f"/v1/cases/{case}/joins", body), 201)
    (seen,) = json_of(client.get(f"/v1/cases/{other}/joins"))["items"]
    assert (seen["joined_case_id"], seen["decided"]) == (case, TODAY)


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("withdrawal", {}, "withdrawn"),
        ("withdrawal", {"withdrawn": {"at": "yesterday"}}, "withdrawn.at"),
        ("withdrawal", {"withdrawn": TODAY, "reason": "takut"}, "reason"),
        ("transfers", {"office": "32", "bawaslu_region": "x", "decided": TODAY}, "bawaslu_region"),
        ("transfers", {"office": "77", "bawaslu_region": "13.00", "decided": TODAY}, "office"),
        ("joins", {"case_id": "17", "decided": TODAY}, "case_id"),
    ],
)
def test_a_wrong_field_is_named(
    province: ApiClient, case: str, what: str, body: dict[str, Any], field: str
) -> None:
    problem = problem_of(province.post(f"/v1/cases/{case}/{what}", body), 422)
    assert field in {error["field"] for error in problem["errors"]}
