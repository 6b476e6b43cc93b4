"""`gakkumdu procedure migrate` and `undo` as people and programs use them; the service stands in tests/workflow/api."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask, request
from werkzeug.serving import make_server

from console.procedure import procedure

ID = "018d5300-0000-7000-8000-0000000000aa"
CASES = [f"018d5300-0000-7000-8000-00000000000{number}" for number in (1, 2)]
NOTHING: dict[str, Any] = {
    name: []
    for name in (
        "hindrances",
        "opens",
        "closes",
        "moves",
        "forms_changed",
        "timers_started",
        "timers_stopped",
        "messages_added",
        "messages_dropped",
        "half_filled_joins",
    )
}
JOIN = {"process": "handling", "element": "join", "arrived": ["a"], "missing": ["b"]}
WHY = [{"element": "a", "reason": "the new version has no such element"}]


def forecast(number: int, **changes: Any) -> dict[str, Any]:
    which = {"case_id": CASES[number], "office": "32.15", "stage": "assessment", "possible": True}
    return {**which, **NOTHING, **changes}


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(procedure, words)


@pytest.fixture
def sent() -> list[dict[str, Any]]:
    """What the stand-in for the service was sent."""
    return []


@pytest.fixture
def url(sent: list[dict[str, Any]]) -> Iterator[str]:
    """Stands in for `workflow`: two pages of a dry run, and an order that is done when it is asked again."""
    app = Flask(__name__)

    @app.post("/v1/migrations/dry-run")
    def dry_run() -> Any:
        sent.append(request.get_json())
        if request.get_json()["after"] is None:
            return {"cases": [forecast(0, half_filled_joins=[JOIN])], "next": CASES[0]}
        return {"cases": [forecast(1, possible=False, hindrances=WHY)], "next": None}

    @app.post("/v1/migrations")
    def order() -> Any:
        sent.append(request.get_json())
        return {"id": ID, "state": "running", "moved": 0, "total": 2}, 201

    @app.post(f"/v1/migrations/{ID}/undo")
    def undo() -> Any:
        sent.append(request.get_json())
        return {"id": ID, "state": "running", "moved": 0, "total": 2}, 201

    @app.get(f"/v1/migrations/{ID}")
    def show() -> Any:
        undoes = next((ID for body in sent if body.keys() == {"reason"}), None)
        return {"id": ID, "state": "done", "moved": 1, "total": 2, "undoes": undoes}

    @app.get(f"/v1/migrations/{ID}/cases")
    def fates() -> Any:
        went = {"case_id": CASES[0], "fate": "migrated", "hindrances": []}
        return {"items": [went, {"case_id": CASES[1], "fate": "refused", "hindrances": WHY}], "next": None}

    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_dry_run_shows_every_case_and_orders_nothing(url: str, sent: list[dict[str, Any]]) -> None:
    result = run("migrate", "--dry-run", "--office", "32", "--rename", "a=b", "--url", url, "--token", "t")
    assert result.exit_code == 1
    assert "join is half-filled, missing b" in result.stdout
    assert "no such element" in result.stdout
    assert [body["after"] for body in sent] == [None, CASES[0]]
    assert sent[0] == {"office": "32", "renamed": {"a": "b"}, "after": None}


def test_a_dry_run_is_for_programs_too(url: str) -> None:
    result = run("migrate", "--dry-run", "--url", url, "--token", "t", "--json")
    assert [case["possible"] for case in json.loads(result.stdout)] == [True, False]


def test_an_order_is_waited_for_and_what_stayed_is_named(url: str, sent: list[dict[str, Any]]) -> None:
    result = run("migrate", "--case", CASES[0], "--reason", "why", "--url", url, "--token", "t")
    assert result.exit_code == 1
    assert f"{CASES[1]} stayed: a: the new version has no such element" in result.stdout
    assert "1 of 2 cases went over" in result.stdout
    assert sent == [{"cases": [CASES[0]], "renamed": {}, "reason": "why"}]


def test_what_went_back_is_counted(url: str) -> None:
    result = run("undo", ID, "--reason", "why", "--url", url, "--token", "t")
    assert "1 of 2 cases went back" in result.stdout


def test_an_undoing_is_an_order_of_its_own(url: str, sent: list[dict[str, Any]]) -> None:
    result = run("undo", ID, "--reason", "why", "--url", url, "--token", "t", "--json")
    assert [case["case_id"] for case in json.loads(result.stdout)["stayed"]] == [CASES[1]]
    assert sent == [{"reason": "why"}]


@pytest.mark.parametrize("words", [(), ("--rename", "nonsense", "--dry-run")])
def test_what_makes_no_sense_is_not_sent(
    url: str, sent: list[dict[str, Any]], words: tuple[str, ...]
) -> None:
    assert run("migrate", *words, "--url", url, "--token", "t").exit_code == 2
    assert sent == []
