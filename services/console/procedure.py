"""`gakkumdu procedure`: check a folder of models, forms, rules and calendar, deploy it, and see what is in force."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import click
import httpx
from rich.console import Console
from rich.table import Table

from console.errors import StartError

PATTERNS = ("*.bpmn", "*.dmn", "forms/*.json", "calendars/*.json")
TIMEOUT_SECONDS = 60
TRIES = 3
REFUSED = 1
UNPROCESSABLE = 422
F = TypeVar("F", bound=Callable[..., Any])
Faults = Sequence[dict[str, str]]


@click.group()
def procedure() -> None:
    """Versions of the procedure: models, forms, rules and calendar together."""


def _at_workflow(command: F) -> F:
    """The options of what asks the running service."""
    token = click.option("--token", required=True, envvar="GAKKUMDU_TOKEN", help="Bearer token.")
    url = click.option(
        "--url", default="http://127.0.0.1:8802", show_default=True, help="Address of `workflow`."
    )
    return url(token(_json(command)))


def _json(command: F) -> F:
    return click.option(
        "--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there."
    )(command)


_FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


@procedure.command()
@_FOLDER
@_json
def check(folder: Path, as_json: bool) -> None:
    """Name every fault of the procedure in FOLDER by file, element and reason. Exit status 1 when there is one."""
    command = [sys.executable, "-m", "workflow.check", str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, REFUSED) or not ended.stdout:
        last = ended.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise StartError(f"The check did not finish: {last[0]}")
    told = json.loads(ended.stdout)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif told["faults"]:
        _tell(told["faults"])
    else:
        click.echo(f"No fault. This is version {told['version']}.")
    raise SystemExit(REFUSED if told["faults"] else 0)


@procedure.command()
@_FOLDER
@_at_workflow
def deploy(folder: Path, url: str, token: str, as_json: bool) -> None:
    """Put the procedure in FOLDER in force: for new cases at once, its rules and calendar for all. Exit status 1 when refused."""
    found = sorted(path for pattern in PATTERNS for path in folder.glob(pattern))
    try:
        files = {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in found}
    except UnicodeDecodeError as error:
        raise StartError(f"A file in {folder} is not UTF-8: {error}") from error
    answer = _asked(url, token, "POST", {"files": files})
    if answer.status_code == UNPROCESSABLE:
        refused = answer.json()
        faults = [_fault(error) for error in refused.get("errors", [])]
        if as_json:
            click.echo(json.dumps({"version": None, "faults": faults}, ensure_ascii=False))
        else:
            _tell(faults)
        raise SystemExit(REFUSED)
    deployed = _accepted(answer)
    if as_json:
        click.echo(json.dumps({**deployed, "faults": []}))
    else:
        click.echo(f"In force: {deployed['version']}, {deployed['rules']}, {deployed['calendar']}.")


@procedure.command(name="list")
@_at_workflow
def list_(url: str, token: str, as_json: bool) -> None:
    """Every deployment, the newest first: that one is in force."""
    items = _accepted(_asked(url, token, "GET"))["items"]
    if as_json:
        click.echo(json.dumps(items))
        return
    table = Table("version", "in force", "running cases", "rules", "calendar", "deployed", "by")
    for item in items:
        table.add_row(
            item["version"][:12],
            "yes" if item["in_force"] else "",
            str(item["running_cases"]),
            item["rules"],
            item["calendar"],
            item["deployed_at"],
            item["deployed_by"],
        )
    Console().print(table)


def _asked(url: str, token: str, method: str, body: Any = None) -> httpx.Response:
    """Under one key however often it is sent, so that a lost answer deploys nothing twice."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    transport = httpx.HTTPTransport(retries=TRIES)
    try:
        with httpx.Client(transport=transport, timeout=TIMEOUT_SECONDS, headers=headers) as client:
            return client.request(method, f"{url}/v1/definitions", json=body)
    except httpx.HTTPError as error:
        raise StartError(f"{url} does not answer: {error}") from error


def _accepted(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_success:
        said: dict[str, Any] = answer.json()
        return said
    try:
        detail = answer.json()["detail"]
    except (ValueError, KeyError):
        detail = answer.text[:200]
    raise StartError(f"{answer.url} answered {answer.status_code}: {detail}")


def _fault(error: dict[str, str]) -> dict[str, str]:
    file, _, element = error["field"].partition("#")
    return {"file": file, "element": element, "rule": error.get("rule", ""), "reason": error["message"]}


def _tell(faults: Faults) -> None:
    for fault in faults:
        click.echo(f"{fault['file']}: {fault['element']}: {fault['reason']}")
    click.echo(f"{len(faults)} faults; nothing was deployed.", err=True)
