"""`gakkumdu ledger`: fetch every journal in sight, and check the chains without any service.

The check is written from the documentation of the journal alone (docs/ledger.md), so that an agency can
compare it with a check of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import httpx

GENESIS = "00" * 32
PAGE = 200
TIMEOUT_SECONDS = 30
BROKEN = 1


class LedgerError(click.ClickException):
    """The ledger cannot be read; exit status 2, so that it is not taken for a broken chain."""

    exit_code = 2


@dataclass(frozen=True)
class Fault:
    """The first entry of a case that does not fit its chain."""

    case_id: str
    sequence: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What a check found; `heads` counts the signed heads that the chains were held against."""

    cases: int
    entries: int
    heads: int
    faults: tuple[Fault, ...]


@click.group()
def ledger() -> None:
    """Fetch and check the hash-chained journals."""


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--url", default="http://127.0.0.1:8802", show_default=True, help="Address of `workflow`.")
@click.option("--token", required=True, envvar="GAKKUMDU_TOKEN", help="Bearer token of an auditor.")
def export(file: Path, url: str, token: str) -> None:
    """Write every entry in sight to FILE, one JSON object a line, heads last."""
    with httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_SECONDS
    ) as client:
        lines = list(_exported(client))
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    click.echo(f"{sum('body' in line for line in lines)} entries written to {file}", err=True)


@ledger.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads kept by your own agency.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine output.")
def verify(file: Path, heads: Path | None, as_json: bool) -> None:
    """Check every chain in FILE offline; name the first bad entry of each case. Exit status 1 when one is bad."""
    lines = list(_lines(file))
    known = [line for line in (list(_lines(heads)) if heads else lines) if "body" not in line]
    verdict = check([line for line in lines if "body" in line], known)
    if as_json:
        click.echo(json.dumps(asdict(verdict)))
    else:
        _tell(verdict)
    raise SystemExit(BROKEN if verdict.faults else 0)


def check(entries: Iterable[dict[str, Any]], heads: Iterable[dict[str, Any]]) -> Verdict:
    """Hold every entry against the one before it, and the last of each case against its head."""
    chains: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        chains.setdefault(entry["case_id"], []).append(entry)
    known = {head["case_id"]: head for head in heads}
    found = [_first_fault(case_id, chain, known.get(case_id)) for case_id, chain in chains.items()]
    lost = [
        Fault(case_id, 1, "the whole chain is missing, although a head of it is known")
        for case_id in known.keys() - chains.keys()
    ]
    faults = tuple(fault for fault in [*found, *lost] if fault is not None)
    return Verdict(len(chains), sum(map(len, chains.values())), len(known), faults)


def _first_fault(case_id: str, chain: list[dict[str, Any]], head: dict[str, Any] | None) -> Fault | None:
    previous = GENESIS
    for expected, entry in enumerate(chain, start=1):
        reason = _wrong(entry, expected, previous)
        if reason:
            return Fault(case_id, expected, reason)
        previous = entry["hash"]
        if head is not None and head["sequence"] == expected and head["hash"] != previous:
            return Fault(case_id, expected, "it is not the entry whose head was handed out")
    if head is not None and head["sequence"] > len(chain):
        return Fault(case_id, len(chain) + 1, "it is missing: a head with a higher number is known")
    return None


def _wrong(entry: dict[str, Any], expected: int, previous: str) -> str | None:
    if entry["sequence"] != expected:
        return f"entry {expected} is missing or out of order; entry {entry['sequence']} stands in its place"
    if entry["previous"] != previous:
        return "it does not follow the entry before it"
    if hashlib.sha256(bytes.fromhex(previous) + entry["body"].encode()).hexdigest() != entry["hash"]:
        return "its content was changed"
    body = json.loads(entry["body"])
    if (body["case_id"], body["sequence"]) != (entry["case_id"], expected):
        return "it belongs to another case or place"
    if body.get("delta_sha256") != _digest(entry.get("delta")):
        return "the engine's state change kept with it was changed"
    return None


def _digest(delta: str | None) -> str | None:
    return None if delta is None else hashlib.sha256(delta.encode()).hexdigest()


def _exported(client: httpx.Client) -> Iterator[dict[str, Any]]:
    heads = list(_pages(client, "/v1/ledger/heads"))
    for head in heads:
        yield from _pages(client, f"/v1/cases/{head['case_id']}/journal")
    yield from heads


def _pages(client: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        asked: dict[str, str | int] = {"limit": PAGE} if after is None else {"limit": PAGE, "after": after}
        try:
            page = client.get(path, params=asked).raise_for_status().json()
        except httpx.HTTPError as error:
            raise LedgerError(f"Cannot read {path} from {client.base_url}: {error}") from error
        yield from page["items"]
        if (after := page["next"]) is None:
            return


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise LedgerError(f"Line {number} of {file} is no JSON object: {error}") from error


def _tell(verdict: Verdict) -> None:
    click.echo(f"{verdict.cases} cases, {verdict.entries} entries, {verdict.heads} heads checked.")
    for fault in verdict.faults:
        click.echo(f"BAD  case {fault.case_id}, entry {fault.sequence}: {fault.reason}.")
    if not verdict.faults:
        click.echo("Every chain holds.")
