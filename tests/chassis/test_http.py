"""What every service answers alike: request ids, tokens, problems, outages and its own description."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import KeySet

from chassis.database import Database
from chassis.http import routes
from chassis.identity import RemoteKeys, TokenVerifier
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.small_app import away, small_app
from tests.support.tokens import AUDIENCE, ISSUER, token_of


@pytest.fixture
def app(cases: Database) -> Flask:
    return small_app(cases)


@pytest.fixture
def client(app: Flask) -> ApiClient:
    return ApiClient(app, token_of("officer-1"))


def test_every_answer_carries_an_id_of_its_own(client: ApiClient) -> None:
    answers = [client.get("/livez"), client.get("/v1/none"), client.post("/v1/notes", {"words": "hello"})]
    ids = {answer.headers["X-Request-Id"] for answer in answers}
    assert len(ids) == 3
    assert "" not in ids
    assert answers[1].get_json()["request_id"] == answers[1].headers["X-Request-Id"]


def test_no_answer_is_kept_by_a_cache_on_the_way(client: ApiClient) -> None:
    assert client.get("/v1/notes/1").headers["Cache-Control"] == "no-store"


def test_a_problem_says_everything_in_both_languages(client: ApiClient) -> None:
    problem = problem_of(client.post("/v1/notes", {"words": "refuse"}), 422)
    assert problem | {"request_id": None} == {
        "type": "/problems/invalid-input",
        "title": "What was sent breaks a rule",
        "title_id": "Isian melanggar aturan",
        "status": 422,
        "detail": "No such words.",
        "detail_id": "Kata ini tidak ada.",
        "instance": "/v1/notes",
        "request_id": None,
        "errors": [
            {
                "field": "words",
                "rule": "words",
                "message": "No such words.",
                "message_id": "Kata ini tidak ada.",
            }
        ],
    }


def test_an_error_is_answered_like_the_nearest_class_with_a_status(client: ApiClient) -> None:
    problem = problem_of(client.post("/v1/notes", {"words": "burnt"}), 410)
    assert (problem["type"], problem["title"], problem["title_id"]) == (
        "/problems/burnt-page",
        "The page is burnt",
        "Halamannya sobek",
    )


def test_a_field_that_breaks_its_shape_is_named(client: ApiClient) -> None:
    body: dict[str, Any] = {"words": 7, "colour": "red"}
    problem = problem_of(client.post("/v1/notes", body), 422)
    assert {error["field"] for error in problem["errors"]} == {"words", "colour"}
    assert all(" / " in error["message"] for error in problem["errors"])


def test_our_own_mistake_tells_nothing_but_the_request_id(
    client: ApiClient, capsys: pytest.CaptureFixture[str]
) -> None:
    response = client.post("/v1/notes", {"words": "crash"})
    problem = problem_of(response, 500)
    assert "secret" not in response.get_data(as_text=True)
    assert problem["request_id"]
    assert capsys.readouterr().out.count("request_failed") == 1


def test_a_value_the_database_refuses_is_the_caller_s(client: ApiClient) -> None:
    response = client.post("/v1/notes", {"words": "unstorable"})
    assert problem_of(response, 422)["type"] == "/problems/unstorable-value"
    assert "secret" not in response.get_data(as_text=True)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer x.y.z"])
def test_without_a_token_nothing_is_said_but_who_to_be(app: Flask, header: str | None) -> None:
    headers = {"Authorization": header} if header is not None else {}
    response = ApiClient(app).send("GET", "/v1/notes/1", headers=headers)
    problem_of(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_who_is_not_known_is_told_so_before_the_body_is_looked_at(app: Flask) -> None:
    problem_of(ApiClient(app).send("POST", "/v1/notes", data=b"{", content_type="text/plain"), 401)


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "GET"])
def test_no_method_goes_round_the_token(app: Flask, method: str) -> None:
    assert ApiClient(app).send(method, "/v1/notes/1").status_code == 401


def test_only_what_is_marked_answers_without_a_token(app: Flask) -> None:
    public = {name for name, is_public in routes(app).items() if is_public}
    assert public == {
        "notes.slow",
        "health.livez",
        "health.readyz",
        "health.idle_view",
        "health.metrics",
        "api-docs.openapi_json",
    }


def test_a_database_that_is_down_is_said_to_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    client = ApiClient(small_app(away()), token_of())
    for response in (client.post("/v1/notes", {"words": "hello"}), client.get("/v1/idle")):
        problem = problem_of(response, 503)
        assert int(response.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in response.get_data(as_text=True)
        assert problem["detail_id"]
    assert "database_unavailable" in capsys.readouterr().out


def test_an_identity_provider_that_is_down_lets_nobody_in_and_nobody_out(cases: Database) -> None:
    keys = RemoteKeys("http://127.0.0.1:1/jwks")
    verifier = TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE)
    client = ApiClient(small_app(cases, verifier=verifier), token_of())
    response = client.get("/v1/notes/1")
    assert "identity" in problem_of(response, 503)["detail"]
    assert int(response.headers["Retry-After"]) > 0


def test_a_provider_without_our_key_is_an_unknown_token(cases: Database) -> None:
    class NoKeys:
        def keys(self, *, renewed: bool = False) -> KeySet:
            del renewed
            return KeySet([])

    verifier = TokenVerifier(NoKeys(), issuer=ISSUER, audience=AUDIENCE)
    problem_of(ApiClient(small_app(cases, verifier=verifier), token_of()).get("/v1/notes/1"), 401)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"words": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"words":' * 40 + b"1" + b"}" * 40, "application/json", 400),
        (b'{"words":"\xff"}', "application/json", 400),
        (b'{"words":"' + b"x" * 2_000_000, "application/json", 413),
        (b'{"words":"hello"}', "text/plain", 415),
        (b"words=hello", "application/x-www-form-urlencoded", 415),
        (b'{"words":"a\\u0000"}', "application/json", 422),
        (b'{"words":"\\ud800"}', "application/json", 422),
        (b"", "application/json", 422),
    ],
)
def test_what_is_no_request_is_refused(client: ApiClient, body: bytes, kind: str, status: int) -> None:
    headers = {"Idempotency-Key": "k"}
    problem_of(client.send("POST", "/v1/notes", data=body, headers=headers, content_type=kind), status)


def test_a_body_without_a_length_is_cut_off_at_the_same_size(client: ApiClient) -> None:
    response = client.send(
        "POST",
        "/v1/notes",
        input_stream=BytesIO(b'{"words":"' + b"x" * 2_000_000 + b'"}'),
        headers={"Idempotency-Key": "k", "Transfer-Encoding": "chunked"},
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    problem_of(response, 400)


def test_a_query_says_each_thing_once(client: ApiClient) -> None:
    problem = problem_of(client.send("GET", "/v1/notes/1?a=1&a=2&b=3"), 422)
    assert [error["field"] for error in problem["errors"]] == ["a"]


def test_a_wrong_method_is_told_the_right_ones(client: ApiClient) -> None:
    response = client.send("DELETE", "/v1/notes/1")
    problem_of(response, 405)
    assert "GET" in response.headers["Allow"]


def test_a_late_body_is_read_after_the_version(client: ApiClient) -> None:
    bad: dict[str, Any] = {"colour": "red"}
    problem_of(client.put("/v1/late/1", bad), 428)
    problem_of(client.put("/v1/late/1", bad, if_match='"2"'), 412)
    problem_of(client.put("/v1/late/1", bad, if_match='"1"'), 422)
    problem_of(client.send("PUT", "/v1/late/1", data=b"{", content_type="application/json"), 400)
    assert json_of(client.put("/v1/late/1", {"words": " hello "}, if_match='"1"'))["words"] == "hello"


def test_invented_methods_and_addresses_do_not_swell_the_metrics(client: ApiClient) -> None:
    for number in range(3):
        client.send(f"BREW{number}", f"/v1/pot-{number}")
        client.get(f"/v1/notes/{number}")
    shown = client.get("/metrics").get_data(as_text=True)
    assert "BREW" not in shown
    assert "pot-" not in shown
    assert 'route="/v1/notes/<int:version>"' in shown


def test_the_description_names_headers_bodies_and_problems(client: ApiClient) -> None:
    document = json_of(client.bearing(None).get("/openapi.json"))
    add = document["paths"]["/v1/notes"]["post"]
    assert [(found["name"], found["required"]) for found in add["parameters"]] == [("Idempotency-Key", True)]
    assert "$ref" in add["requestBody"]["content"]["application/json"]["schema"]
    late = document["paths"]["/v1/late/{number}"]["put"]
    assert "$ref" in late["requestBody"]["content"]["application/json"]["schema"]
    for name, found in document["components"]["responses"].items():
        assert list(found["content"]) == ["application/problem+json"], name
    assert document["security"] == [{"bearer": []}]
