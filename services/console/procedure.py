"""`gakkumdu procedure`: check a folder of models, forms, rules and calendar, deploy it, see what is in force, migrate cases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from console.at_workflow import accepted, as_json_option, asked, at_workflow
from console.errors import StartError
from console.procedure_migrate import migrate, undo

PATTERNS = ("*.bpmn", "*.dmn", "forms/*.json", "calendars/*.json")
VERSIONS = "/v1/definitions"
REFUSED = 1
UNPROCESSABLE = 422
Faults = Sequence[dict[str, str]]


@click.group()
def procedure() -> None:
    """Versions of the procedure: models, forms, rules and calendar together."""


procedure.add_command(migrate)
procedure.add_command(undo)
_FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


@procedure.command()
@_FOLDER
@as_json_option
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
@at_workflow
def deploy(folder: Path, url: str, token: str, as_json: bool) -> None:
    """Put the procedure in FOLDER in force: for new cases at once, its rules and calendar for all. Exit status 1 when refused."""
    found = sorted(path for pattern in PATTERNS for path in folder.glob(pattern))
    try:
        files = {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in found}
    except UnicodeDecodeError as error:
        raise StartError(f"A file in {folder} is not UTF-8: {error}") from error
    answer = asked(url, token, "POST", VERSIONS, body={"files": files})
    if answer.status_code == UNPROCESSABLE:
        refused = answer.json()
        faults = [_fault(error) for error in refused.get("errors", [])]
        if as_json:
            click.echo(json.dumps({"version": None, "faults": faults}, ensure_ascii=False))
        else:
            _tell(faults)
        raise SystemExit(REFUSED)
    deployed = accepted(answer)
    if as_json:
        click.echo(json.dumps({**deployed, "faults": []}))
    else:
        click.echo(f"In force: {deployed['version']}, {deployed['rules']}, {deployed['calendar']}.")


@procedure.command(name="list")
@at_workflow
def list_(url: str, token: str, as_json: bool) -> None:
    """Every deployment, the newest first: that one is in force."""
    items = accepted(asked(url, token, "GET", VERSIONS))["items"]
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


def _fault(error: dict[str, str]) -> dict[str, str]:
    file, _, element = error["field"].partition("#")
    return {"file": file, "element": element, "rule": error.get("rule", ""), "reason": error["message"]}


def _tell(faults: Faults) -> None:
    for fault in faults:
        click.echo(f"{fault['file']}: {fault['element']}: {fault['reason']}")
    click.echo(f"{len(faults)} faults; nothing was deployed.", err=True)
