"""One key, one effect, one answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.database import Database
from chassis.unit import Unit
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.small_app import small_app
from tests.support.tokens import token_of


@pytest.fixture
def client(cases: Database) -> ApiClient:
    return ApiClient(small_app(cases), token_of("officer-1"))


def kept(database: Database) -> tuple[int, int]:
    """How many notes, and how many keys."""
    with database.unit_of_work(Unit) as unit:
        count = "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM idempotency_keys)"
        notes, keys = unit.session.execute(text(count)).one()
    return notes, keys


def add(client: ApiClient, words: str = "hello", key: str = "k") -> TestResponse:
    return client.post("/v1/notes", {"words": words}, key=key)


def test_the_second_answer_is_the_first_one(client: ApiClient, cases: Database) -> None:
    first, second = add(client), add(client)
    assert (first.status_code, first.get_json()) == (second.status_code, second.get_json())
    assert {name: second.headers[name] for name in ("ETag", "Location")} == {
        name: first.headers[name] for name in ("ETag", "Location")
    }
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert kept(cases) == (1, 1)


def test_another_body_with_the_key_is_refused(client: ApiClient, cases: Database) -> None:
    add(client)
    assert problem_of(add(client, "goodbye"), 422)["type"] == "/problems/idempotency-key-reused"
    assert kept(cases) == (1, 1)


def test_a_key_belongs_to_its_bearer(client: ApiClient, cases: Database) -> None:
    mine = json_of(add(client), 201)
    theirs = json_of(add(client.bearing(token_of("officer-2"))), 201)
    assert (mine["by"], theirs["by"]) == ("officer-1", "officer-2")
    assert kept(cases) == (2, 2)


@pytest.mark.parametrize("words", ["refuse", "crash", "unstorable"])
def test_a_request_that_failed_leaves_its_key_free(client: ApiClient, cases: Database, words: str) -> None:
    assert add(client, words).status_code >= 400
    assert kept(cases) == (0, 0)
    assert add(client, "better").status_code == 201
    assert kept(cases) == (1, 1)


@pytest.mark.parametrize("key", ["", "   ", "x" * 201, "a\tb"])
def test_a_key_must_be_one(client: ApiClient, cases: Database, key: str) -> None:
    response = client.send("POST", "/v1/notes", json={"words": "hello"}, headers={"Idempotency-Key": key})
    assert problem_of(response, 400)["errors"][0]["field"] == "Idempotency-Key"
    problem_of(client.send("POST", "/v1/notes", json={"words": "hello"}), 400)
    assert kept(cases) == (0, 0)


def at_once(client: ApiClient, words: list[str]) -> list[TestResponse]:
    """All with one key, starting in one moment."""
    ready = Barrier(len(words))

    def start(said: str) -> TestResponse:
        ready.wait(timeout=30)
        return add(client, said)

    with ThreadPoolExecutor(len(words)) as crowd:
        return list(crowd.map(start, words))


def test_of_many_at_once_one_has_the_effect_and_all_its_answer(client: ApiClient, cases: Database) -> None:
    answers = at_once(client, ["slow"] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    assert kept(cases) == (1, 1)


def test_when_the_first_fails_the_next_one_in_line_has_its_turn(client: ApiClient, cases: Database) -> None:
    answers = at_once(client, ["refuse", "hello", "refuse", "hello"])
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[:2] == [201, 201]
    assert set(statuses[2:]) == {422}
    assert kept(cases) == (1, 1)
