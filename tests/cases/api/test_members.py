from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from tests.cases.api.bodies import MEMBER, spoilt
from tests.cases.outbox import told
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of


def test_an_appointed_member_is_on_the_roster(client: ApiClient, connection: Connection) -> None:
    response = client.post("/v1/members", MEMBER)
    member = json_of(response, 201)
    assert (member["member_id"], member["level"], member["language"]) == ("polri-karawang", "regency", "id")
    assert json_of(client.get(response.headers["Location"])) == member
    assert json_of(client.get("/v1/members"))["items"] == [member]
    assert [event.type for event in told(connection)] == ["member.appointed"]


def test_a_member_is_appointed_once(client: ApiClient) -> None:
    first, again = (json_of(client.post("/v1/members", MEMBER, key="once"), 201) for _ in range(2))
    assert first == again
    problem_of(client.post("/v1/members", MEMBER), 409)


def test_the_roster_is_narrowed_and_paged(client: ApiClient) -> None:
    for name in ("a", "b", "c"):
        json_of(client.post("/v1/members", spoilt(MEMBER, member_id=name)), 201)
    page = json_of(client.get("/v1/members", limit=2, agency="polri"))
    rest = json_of(client.get("/v1/members", limit=2, agency="polri", after=page["next"]))
    assert [member["member_id"] for member in (*page["items"], *rest["items"])] == ["a", "b", "c"]
    assert json_of(client.get("/v1/members", office="51.01"))["items"] == []


@pytest.mark.parametrize(
    "token",
    [
        {},
        {"roles": ["auditor"]},
        {"agency": "polri", "roles": ["coordinator"]},
        {"office": "51.01", "roles": ["coordinator"]},
    ],
)
def test_others_appoint_nobody(client: ApiClient, token: dict[str, Any]) -> None:
    problem_of(client.bearing(token_of(**token)).post("/v1/members", MEMBER), 403)


def test_the_roster_of_another_office_does_not_exist_for_you(client: ApiClient) -> None:
    location = client.post("/v1/members", MEMBER).headers["Location"]
    jembrana = client.bearing(token_of(office="51.01"))
    problem_of(jembrana.get(location), 404)
    problem_of(jembrana.get("/v1/members/nobody"), 404)
    assert json_of(jembrana.get("/v1/members"))["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member_id": ""}, "member_id"),
        ({"agency": "kpu"}, "agency"),
        ({"office": "99"}, "office"),
        ({"level": "national"}, "level"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles.0"),
        ({"roles": None}, "roles"),
        ({"email": "polri"}, "email"),
        ({"email": "a\x00@b.example"}, "email"),
        ({"email": "a\ud800@b.example"}, "email"),
        ({"email": f"{'a' * 250}@b.example"}, "email"),
        ({"language": "jv"}, "language"),
        ({"name": "P\x00"}, "name"),
        ({"phone": "0812"}, "phone"),
    ],
)
def test_bad_input_is_refused_by_field(client: ApiClient, change: dict[str, Any], field: str) -> None:
    problem = problem_of(client.post("/v1/members", spoilt(MEMBER, **change)), 422)
    assert field in [error["field"] for error in problem["errors"]]
