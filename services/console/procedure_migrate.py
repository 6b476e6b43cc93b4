"""`gakkumdu procedure migrate` and `undo`: running cases to another version and back, with a dry run that changes nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from console.at_workflow import accepted, asked, at_workflow

POLL_SECONDS = 0.5
REFUSED = 1


@click.command()
@click.option("--target", help="Version to go to; the one in force unless it is given.")
@click.option("--source", help="Only cases that run on this version.")
@click.option("--office", help="Only cases of this office and of all below it.")
@click.option("--case", "cases", multiple=True, help="Only this case; can be given again.")
@click.option("--rename", "names", multiple=True, metavar="OLD=NEW", help="An element's name there.")
@click.option("--reason", help="Enters the journal of every case; needed unless it is a dry run.")
@click.option("--dry-run", is_flag=True, help="Say what would change in each case, and change nothing.")
@at_workflow
def migrate(
    *,
    names: Sequence[str],
    reason: str | None,
    dry_run: bool,
    url: str,
    token: str,
    as_json: bool,
    **which: Any,
) -> None:
    """Take running cases to another version of the procedure. Exit status 1 when some case stays, or would stay."""
    given = {name: value for name, value in which.items() if value}
    body = {**given, "renamed": _renamed(names)}
    if dry_run:
        stays = _tell_dry_run(list(_dry_run(url, token, body)), as_json=as_json)
    elif reason is None:
        raise click.UsageError("Give the --reason, or --dry-run.")
    else:
        stays = _tell_done(
            url, token, _ordered(url, token, "/v1/migrations", {**body, "reason": reason}), as_json
        )
    raise SystemExit(REFUSED if stays else 0)


@click.command()
@click.argument("migration")
@click.option("--case", "cases", multiple=True, help="Only this case; can be given again.")
@click.option("--reason", required=True, help="Enters the journal of every case.")
@at_workflow
def undo(migration: str, *, cases: Sequence[str], reason: str, url: str, token: str, as_json: bool) -> None:
    """Take the cases of a MIGRATION back, as far as they took no step since. Exit status 1 when some case stays."""
    body: dict[str, Any] = {"reason": reason, **({"cases": list(cases)} if cases else {})}
    done = _ordered(url, token, f"/v1/migrations/{migration}/undo", body)
    raise SystemExit(REFUSED if _tell_done(url, token, done, as_json) else 0)


def _renamed(names: Sequence[str]) -> dict[str, str]:
    pairs = [name.partition("=") for name in names]
    if not all(old and new for old, _, new in pairs):
        raise click.BadParameter("write it as old=new", param_hint="--rename")
    return {old: new for old, _, new in pairs}


def _dry_run(url: str, token: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        answer = asked(url, token, "POST", "/v1/migrations/dry-run", body={**body, "after": after})
        page = accepted(answer)
        yield from page["cases"]
        after = page["next"]
        if after is None:
            return


def _ordered(url: str, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The order when its work is done."""
    migration = accepted(asked(url, token, "POST", path, body=body))
    while migration["state"] == "running":
        time.sleep(POLL_SECONDS)
        migration = accepted(asked(url, token, "GET", f"/v1/migrations/{migration['id']}"))
    return migration


def _tell_dry_run(cases: Sequence[dict[str, Any]], *, as_json: bool) -> bool:
    """True when some case would stay."""
    if as_json:
        click.echo(json.dumps(cases, ensure_ascii=False))
    else:
        table = Table("case", "office", "stage", "would change", "stands in the way")
        for case in cases:
            table.add_row(case["case_id"], case["office"], case["stage"], _changes(case), _why(case))
        Console().print(table)
        click.echo(f"{len(cases)} cases; nothing was done.", err=True)
    return not all(case["possible"] for case in cases)


def _changes(case: dict[str, Any]) -> str:
    said = [f"opens {task['name']}" for task in case["opens"]]
    said += [f"closes {task['name']}" for task in case["closes"]]
    said += [f"{found['before']['name']} becomes {_task(found['after'])}" for found in case["moves"]]
    said += [f"form {name} changed" for name in case["forms_changed"]]
    for kind in ("timers_started", "timers_stopped", "messages_added", "messages_dropped"):
        said += [f"{kind.replace('_', ' ')}: {name}" for name in case[kind]]
    joins = case["half_filled_joins"]
    said += [f"{join['element']} is half-filled, missing {', '.join(join['missing'])}" for join in joins]
    return "; ".join(said)


def _task(task: dict[str, Any]) -> str:
    return f"{task['name']} ({task['agency']})"


def _why(case: dict[str, Any]) -> str:
    return "; ".join(f"{found['element']}: {found['reason']}" for found in case["hindrances"])


def _tell_done(url: str, token: str, migration: dict[str, Any], as_json: bool) -> bool:
    """True when some case stayed."""
    stayed = [case for case in _fates(url, token, migration["id"]) if case["fate"] == "refused"]
    if as_json:
        click.echo(json.dumps({**migration, "stayed": stayed}, ensure_ascii=False))
        return bool(stayed)
    for case in stayed:
        click.echo(f"{case['case_id']} stayed: {_why(case)}")
    went = "went over" if migration["undoes"] is None else "went back"
    click.echo(f"{migration['id']}: {migration['moved']} of {migration['total']} cases {went}.")
    return bool(stayed)


def _fates(url: str, token: str, migration: str) -> Iterator[dict[str, Any]]:
    path = f"/v1/migrations/{migration}/cases"
    after: str | None = None
    while True:
        page = accepted(asked(url, token, "GET", path if after is None else f"{path}?after={after}"))
        yield from page["items"]
        after = page["next"]
        if after is None:
            return
