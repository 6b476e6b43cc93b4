from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.cases.api.bodies import FINDING, REPORT, spoilt
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of


def filed(client: ApiClient, body: dict[str, Any] = REPORT) -> dict[str, Any]:
    case: dict[str, Any] = json_of(client.post("/v1/intakes", body), 201)
    return case


def test_a_case_says_what_it_is_and_keeps_its_receipt_to_itself(client: ApiClient) -> None:
    filed_case = filed(client)
    shown = json_of(client.get(f"/v1/cases/{filed_case['id']}"))
    assert "receipt_code" not in shown
    assert "Siti" not in str(shown)
    assert (shown["office"], shown["regime"], shown["status"]) == ("32.15", "pilkada", "received")
    assert (shown["stage"], shown["outcome"], shown["registered_at"]) == (None, None, None)


def test_a_case_of_others_is_as_absent_as_one_that_never_was(client: ApiClient) -> None:
    case_id = filed(client)["id"]
    police = client.bearing(token_of("polri-karawang", agency="polri"))
    jembrana = client.bearing(token_of("bawaslu-jembrana", office="51.01"))
    for asked in (police.get(f"/v1/cases/{case_id}"), jembrana.get(f"/v1/cases/{case_id}")):
        assert problem_of(asked, 404)["type"] == "/problems/case-not-found"
    problem_of(client.get(f"/v1/cases/{uuid4()}"), 404)
    problem_of(client.get("/v1/cases/not-a-uuid"), 404)


def test_the_list_holds_what_may_be_seen(client: ApiClient) -> None:
    ids = {filed(client)["id"], filed(client, FINDING)["id"]}
    secret = filed(client, spoilt(REPORT, confidentiality=4))["id"]

    def seen(**token: Any) -> set[str]:
        answer = json_of(client.bearing(token_of("somebody-else", **token)).get("/v1/cases"))
        return {case["id"] for case in answer["items"]}

    assert seen() == ids
    assert seen(roles=["coordinator"]) == ids | {secret}
    assert seen(office="00", level="national", roles=["auditor"]) == ids | {secret}
    assert seen(office="51.01") == set()
    assert seen(agency="kejaksaan") == set()


def test_pages_follow_each_other_to_the_end(client: ApiClient) -> None:
    ids = [filed(client)["id"] for _ in range(5)]
    seen: list[str] = []
    answer = json_of(client.get("/v1/cases", limit=2))
    while answer["next"]:
        seen += [case["id"] for case in answer["items"]]
        answer = json_of(client.get("/v1/cases", limit=2, after=answer["next"]))
    seen += [case["id"] for case in answer["items"]]
    assert seen == sorted(ids, reverse=True)  # all of one instant: by id, newest first


def test_the_list_can_be_narrowed(client: ApiClient) -> None:
    report, finding = filed(client), filed(client, FINDING)
    assert [case["id"] for case in json_of(client.get("/v1/cases", origin="finding"))["items"]] == [
        finding["id"]
    ]
    by_number = json_of(client.get("/v1/cases", number=report["intake_number"].lower()))
    assert [case["id"] for case in by_number["items"]] == [report["id"]]
    assert json_of(client.get("/v1/cases", office="51.01", status="closed"))["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"after": "nonsense"},
        {"after": "WyJtZW1iZXJzIiwiMzIuMTUiLCJhIl0"},
        {"status": "lost"},
        {"colour": "red"},
        {"number": "a\x00b"},
        {"after": ""},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(client: ApiClient, query: dict[str, Any]) -> None:
    (field,) = query
    problem = problem_of(client.get("/v1/cases", **query), 422)
    assert field in [error["field"] for error in problem["errors"]]
