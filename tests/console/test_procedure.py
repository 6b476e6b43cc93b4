"""`gakkumdu procedure` as people and programs use it; the service's side is tested in tests/workflow/api."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask, request
from werkzeug.serving import make_server

from console.procedure import procedure

BPMN = Path(__file__).parents[2] / "bpmn"
DEPLOYED = {
    "version": "a" * 64,
    "in_force": True,
    "rules": "time-limits-1",
    "calendar": "indonesia-1",
    "deployed_at": "2026-01-01T00:00:00+00:00",
    "deployed_by": "admin",
    "running_cases": 3,
}


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(procedure, words)


@pytest.fixture
def sent() -> dict[str, Any]:
    """What the stand-in for the service was sent."""
    return {}


@pytest.fixture
def url(sent: dict[str, Any]) -> Iterator[str]:
    """Stands in for `workflow`: takes a procedure with a plenary form, and refuses any other."""
    app = Flask(__name__)

    @app.route("/v1/definitions", methods=["GET", "POST"])
    def definitions() -> Any:
        if request.method == "GET":
            return {"items": [DEPLOYED], "next": None}
        sent.update(request.get_json(), key=request.headers["Idempotency-Key"])
        if "forms/plenary.json" in sent["files"]:
            return DEPLOYED, 201
        fault = {"field": "finding.bpmn#plenary", "rule": "form", "message": "there is no form 'plenary'"}
        return {"detail": "refused", "errors": [fault]}, 422

    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the procedure, to be broken."""
    return Path(shutil.copytree(BPMN, tmp_path / "bpmn"))


def test_the_procedure_of_this_project_has_no_fault() -> None:
    result = run("check", str(BPMN), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["faults"] == []


def test_a_fault_is_named_by_file_element_and_reason(folder: Path) -> None:
    (folder / "forms" / "plenary.json").unlink()
    result = run("check", str(folder))
    assert result.exit_code == 1
    assert "there is no form 'plenary'" in result.stdout
    faults = json.loads(run("check", str(folder), "--json").stdout)["faults"]
    assert {fault["rule"] for fault in faults} >= {"form"}


def test_a_file_that_is_not_utf_8_is_a_fault(folder: Path) -> None:
    (folder / "forms" / "plenary.json").write_bytes(b"\xff")
    result = run("check", str(folder))
    assert (result.exit_code, "not UTF-8" in result.stdout) == (1, True)


def test_all_files_are_sent_and_the_version_in_force_is_told(url: str, sent: dict[str, Any]) -> None:
    result = run("deploy", str(BPMN), "--url", url, "--token", "t")
    assert (result.exit_code, "a" * 64 in result.stdout) == (0, True)
    assert {"handling.bpmn", "time-limits.dmn", "calendars/indonesia.json"} <= sent["files"].keys()
    assert sent["key"]


def test_a_refusal_lists_the_faults_and_exits_with_1(url: str, folder: Path) -> None:
    (folder / "forms" / "plenary.json").unlink()
    result = run("deploy", str(folder), "--url", url, "--token", "t", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"] == [
        {"file": "finding.bpmn", "element": "plenary", "rule": "form", "reason": "there is no form 'plenary'"}
    ]


def test_the_list_shows_what_is_in_force(url: str) -> None:
    assert json.loads(run("list", "--url", url, "--token", "t", "--json").stdout) == [DEPLOYED]
    assert "indonesia-1" in run("list", "--url", url, "--token", "t").stdout


def test_a_service_that_is_away_is_one_sentence() -> None:
    result = run("list", "--url", "http://127.0.0.1:1", "--token", "t")
    assert "does not answer" in str(result.exception)
