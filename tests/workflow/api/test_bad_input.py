"""What is not a request: each is answered with a problem, never with 500, and stores nothing."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.support.http import ApiClient, problem_of
from tests.support.tokens import ISSUER, new_key, signed, token_of
from tests.workflow.builders import CaseBench
from tests.workflow.picture import picture_of

STUDIED = b'"decision":"complete","initial_study_completed":{"at":null}'
UNREADABLE: dict[str, tuple[bytes, int]] = {
    "half": (b'{"answers":', 400),
    "not a number": (b'{"answers":{"decision":NaN}}', 400),
    "infinity": (b'{"answers":{"decision":-Infinity}}', 400),
    "latin": (b'{"answers":{"notes":"\xe9"}}', 400),
    "two": (b"{}{}", 400),
    "deep": (b'{"answers":' * 100 + b"1" + b"}" * 100, 400),
    "very deep": (b"[" * 200_000, 400),
    "digits": (b'{"answers":{"decision":' + b"9" * 5_000 + b"}}", 400),
    "large": (b'{"answers":{"notes":"' + b"x" * 2_000_000 + b'"}}', 413),
    "nothing": (b"", 422),
    "null": (b"null", 422),
    "text": (b'"answers"', 422),
    "exponent": (b'{"answers":{' + STUDIED + b',"formal_conditions_met":1e999}}', 422),
    "twice": (b'{"answers":{"decision":"complete","decision":7}}', 422),
}


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """Its first task is claimed."""
    case_id = bench.start()
    bench.claim(case_id, "initial_study")
    return case_id


def targets(bench: CaseBench, case_id: UUID) -> dict[tuple[str, str], dict[str, str]]:
    """Addresses that take a body, with the method and the headers they ask for."""
    task = bench.task(case_id, "initial_study")
    return {
        ("POST", f"/v1/tasks/{task.id}/complete"): {"If-Match": '"2"'},
        ("POST", f"/v1/tasks/{task.id}/delegate"): {"If-Match": '"2"'},
        ("PUT", f"/v1/tasks/{task.id}/follow-up"): {"If-Match": '"2"'},
        ("PUT", f"/v1/tasks/{task.id}/draft"): {"If-Match": '"0"'},
        ("POST", "/v1/tasks/bulk"): {"Idempotency-Key": str(uuid4())},
        ("POST", f"/v1/cases/{case_id}/facts"): {"Idempotency-Key": str(uuid4())},
    }


@pytest.mark.parametrize(("body", "status"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused(
    bench: CaseBench, client: ApiClient, case_id: UUID, body: bytes, status: int
) -> None:
    before = picture_of(bench.database)
    for (method, path), headers in targets(bench, case_id).items():
        problem = problem_of(
            client.send(method, path, data=body, headers=headers, content_type="application/json"), status
        )
        assert problem["detail_id"]
    assert picture_of(bench.database) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_another_media_type_is_refused(
    bench: CaseBench, client: ApiClient, case_id: UUID, kind: str | None
) -> None:
    before = picture_of(bench.database)
    for (method, path), headers in targets(bench, case_id).items():
        problem_of(client.send(method, path, data=b"{}", headers=headers, content_type=kind), 415)
    assert picture_of(bench.database) == before


PYTHON = ("__class__", "__import__", "print", "self", "unit", "officer", "load", "kwargs")


@pytest.mark.parametrize("name", PYTHON)
def test_a_name_that_means_something_to_python_is_just_an_unknown_field(
    bench: CaseBench, client: ApiClient, case_id: UUID, name: str
) -> None:
    before = picture_of(bench.database)
    for (method, path), headers in targets(bench, case_id).items():
        for body in ({name: "os"}, {"answers": {name: "os"}}):
            problem = problem_of(client.send(method, path, json=body, headers=headers), 422)
            assert problem["errors"]
    assert picture_of(bench.database) == before


BAD_QUERIES: dict[str, str] = {
    "agency": "agency=fire",
    "state": "state=lost",
    "case_id": "case_id=7",
    "due_before": "due_before=2024-01-30T00:00:00",
    "candidate": "candidate=perhaps",
    "limit": "limit=0",
    "after": "after=nonsense",
    "office": "office=%00",
    "name": "name=",
    "assignee": "assignee=a%00b",
    "colour": "colour=red",
}


@pytest.mark.parametrize(("field", "query"), BAD_QUERIES.items(), ids=BAD_QUERIES)
def test_a_query_that_makes_no_sense_is_refused_with_its_field(
    client: ApiClient, field: str, query: str
) -> None:
    problem = problem_of(client.send("GET", f"/v1/tasks?{query}"), 422)
    assert field in {error["field"] for error in problem["errors"]}
    problem = problem_of(client.send("GET", f"/v1/tasks/count?{query}"), 422)
    assert field in {error["field"] for error in problem["errors"]}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/tasks?limit=1&limit=2",
        "/v1/tasks?state=open&state=open",
        "/v1/tasks/count?agency=polri&agency=bawaslu",
        "/v1/tasks/count?limit=5",
        "/v1/tasks/count?after=x",
        "/v1/ledger/heads?limit=1&limit=1",
        "/v1/ledger/heads?agency=polri",
        "/v1/tasks?limit=201",
        "/v1/tasks?limit=1.5",
        "/v1/tasks?limit=",
        "/v1/tasks?due_before=0000-00-00T00:00:00Z",
    ],
)
def test_repeated_unknown_and_impossible_parameters_are_refused(client: ApiClient, path: str) -> None:
    problem_of(client.send("GET", path), 422)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", f"after={10**30}", "after=-1", "after=x", "colour=red", "after=1&after=2"],
)
def test_the_journal_s_query_is_checked_too(client: ApiClient, case_id: UUID, query: str) -> None:
    problem_of(client.send("GET", f"/v1/cases/{case_id}/journal?{query}"), 422)


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_can_be_asked_for(client: ApiClient, due: str) -> None:
    assert client.send("GET", f"/v1/tasks?due_before={due}").status_code in {200, 422}


def cursor(*parts: Any) -> str:
    from base64 import urlsafe_b64encode
    from json import dumps

    return urlsafe_b64encode(dumps(parts).encode()).decode().rstrip("=")


FORGED = [
    "",
    "A",
    "%FF",
    "x" * 1001,
    cursor(),
    cursor("tasks"),
    cursor("tasks", "2024-01-29T09:00:00+07:00"),
    cursor("tasks", "2024-01-29T09:00:00+07:00", "7"),
    cursor("tasks", 7, str(UUID(int=1))),
    cursor("tasks", "2024-01-29", str(UUID(int=1)), "more"),
    cursor("heads", "2024-01-29T09:00:00+07:00", str(UUID(int=1))),
    cursor("tasks", None, None),
    cursor("tasks", {}, []),
    cursor("tasks", "' OR 1=1 --", str(UUID(int=1))),
]


@pytest.mark.parametrize("after", FORGED)
def test_a_forged_cursor_is_refused(client: ApiClient, after: str) -> None:
    assert problem_of(client.get("/v1/tasks", after=after), 422)["errors"][0]["field"] == "after"


def tokens() -> dict[str, str | None]:
    """Whom nobody lets in."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "gakkumdu", "sub": "x", "exp": now + 600}
    return {
        "none": None,
        "empty": " ",
        "words": "open sesame",
        "expired": token_of(exp=now - 600),
        "not yet": token_of(nbf=now + 600),
        "other issuer": token_of(iss="https://elsewhere.test"),
        "other audience": token_of(aud="shop"),
        "other key": signed(claims, key=new_key()),
        "no subject": signed({name: value for name, value in claims.items() if name != "sub"}),
        "no end": signed({name: value for name, value in claims.items() if name != "exp"}),
        "unsigned": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
        "list header": "W10.e30.AA",
        "odd algorithm": "eyJhbGciOlsiRVMyNTYiXX0.e30.AA",
        "odd key": "eyJhbGciOiJFUzI1NiIsImtpZCI6N30.e30.AA",
        "critical": "eyJhbGciOiJFUzI1NiIsImNyaXQiOiJ4In0.e30.AA",
        "encrypted": "a.b.c.d.e",
        "letters": "é.é.é",
    }


@pytest.mark.parametrize("token", tokens().values(), ids=tokens())
def test_nobody_is_let_in_without_a_good_token(app: Flask, bench: CaseBench, token: str | None) -> None:
    before = picture_of(bench.database)
    client = ApiClient(app, token)
    task = bench.task(bench.start(), "initial_study") if token == "" else None
    path = f"/v1/tasks/{task.id if task else uuid4()}/claim"
    for response in (client.get("/v1/tasks"), client.get("/v1/rules"), client.post(path, if_match='"1"')):
        problem = problem_of(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert problem["detail_id"]
    assert picture_of(bench.database) == before


ODD_CLAIMS: dict[str, dict[str, Any]] = {
    "agency": {"agency": "fire"},
    "agency list": {"agency": ["bawaslu"]},
    "no office": {"office": None},
    "office number": {"office": 32.15},
    "office list": {"office": ["32.15"]},
    "office text": {"office": "32.15' OR"},
    "wide office": {"office": "3"},
    "level": {"level": "galaxy"},
    "level object": {"level": {}},
    "level above its office": {"level": "national"},
    "level of the province": {"level": "province"},
    "national office, local level": {"office": "00"},
    "role": {"roles": "officer"},
    "roles of roles": {"roles": [["officer"]]},
    "role number": {"roles": [7]},
    "no roles": {"roles": None},
}


@pytest.mark.parametrize("claims", ODD_CLAIMS.values(), ids=ODD_CLAIMS)
def test_a_good_token_of_no_officer_is_told_so(client: ApiClient, claims: dict[str, Any]) -> None:
    good = {"agency": "bawaslu", "office": "32.15", "level": "regency", "roles": ["officer"]}
    standard = {"iss": ISSUER, "aud": "gakkumdu", "sub": "x", "exp": int(time.time()) + 600}
    odd = client.bearing(signed({**standard, **good, **claims}))
    for path in ("/v1/tasks", "/v1/tasks/count", "/v1/rules", "/v1/ledger/heads", "/v1/ledger/key"):
        assert problem_of(odd.get(path), 403)["errors"][0]["field"] == "Authorization"


def test_an_officer_without_roles_sees_and_does_nothing_but_read(bench: CaseBench, client: ApiClient) -> None:
    task = bench.task(bench.start(), "initial_study")
    nobody = client.bearing(token_of(roles=[]))
    problem_of(nobody.post(f"/v1/tasks/{task.id}/claim", if_match='"1"'), 403)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/tasks/7", 404),
        ("GET", "/v1/tasks/%00", 404),
        ("GET", "/v1/nothing", 404),
        ("GET", "/static/x", 404),
        ("DELETE", "/v1/tasks", 405),
        ("POST", "/v1/rules", 405),
        ("PUT", "/v1/ledger/heads", 405),
        ("BREW", "/v1/tasks", 405),
    ],
)
def test_addresses_and_methods_that_are_not_are_problems_too(
    client: ApiClient, method: str, path: str, status: int
) -> None:
    response = client.send(method, path)
    problem_of(response, status)
    if status == 405:
        assert "GET" in response.headers["Allow"]
