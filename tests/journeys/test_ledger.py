"""The journal over HTTP is proof: the command finds an entry that was changed, removed or reordered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from tests.support.journey_desk import AUDITOR
from tests.support.journey_driver import CaseDriver
from tests.support.journey_stage import Stage

COMMAND = Path(sys.executable).with_name("gakkumdu")


@pytest.fixture(scope="module")
def case(stage: Stage) -> CaseDriver:
    """A case that has ended."""
    stopped = stage.case(choices={"plenary": "stop"})
    assert stopped.finish() == "stopped"
    stage.settle()
    return stopped


def exported(stage: Stage, file: Path) -> Path:
    """Every journal an auditor may read, fetched by the command."""
    token, url = stage.system.token(AUDITOR), stage.system.url("workflow")
    subprocess.run(
        [COMMAND, "ledger", "export", file, "--url", url, "--token", token], check=True, timeout=60
    )
    return file


def verified(file: Path, *heads: str | Path) -> tuple[int, list[dict[str, Any]]]:
    """The command's exit status and the faults it names."""
    told = subprocess.run(
        [COMMAND, "ledger", "verify", file, *heads, "--json"],
        stdout=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    return told.returncode, json.loads(told.stdout)["faults"]


@contextmanager
def tampered(stage: Stage, case: CaseDriver, change: LiteralString) -> Iterator[None]:
    """The journal as somebody changed it who owns the database and took the trigger away; put right afterwards."""
    owner = stage.system.postgres.conninfo("workflow", "workflow_owner")
    with psycopg.connect(owner, autocommit=True) as connection:
        kept = connection.execute("SELECT * FROM journal WHERE case_id = %s", [case.id]).fetchall()
        connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")
        try:
            connection.execute(change, {"case": case.id})
            yield
        finally:
            connection.execute("DELETE FROM journal WHERE case_id = %s", [case.id])
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO journal VALUES (%s, %s, %s, %s, %s, %s, %s)", kept)
            connection.execute("ALTER TABLE journal ENABLE TRIGGER USER")


def test_an_untouched_ledger_verifies_and_also_against_heads_kept_elsewhere(
    stage: Stage, case: CaseDriver, tmp_path: Path
) -> None:
    entries = case.journal()
    file = exported(stage, tmp_path / "ledger.jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if "body" in line and line["case_id"] == case.id] == entries
    assert verified(file, "--heads", file) == (0, [])


CHANGED: LiteralString = """
    UPDATE journal SET body = convert_to(replace(convert_from(body, 'UTF8'), 'bawaslu-karawang', 'somebody'), 'UTF8')
    WHERE case_id = %(case)s AND sequence = 5"""
REMOVED: LiteralString = "DELETE FROM journal WHERE case_id = %(case)s AND sequence = 4"
CUT_OFF: LiteralString = """
    DELETE FROM journal WHERE case_id = %(case)s
    AND sequence = (SELECT sequence FROM instances WHERE case_id = %(case)s)"""
REORDERED: LiteralString = """
    UPDATE journal AS entry SET body = other.body, delta = other.delta, previous = other.previous, hash = other.hash
    FROM journal AS other WHERE entry.case_id = %(case)s AND other.case_id = %(case)s
    AND entry.sequence IN (3, 4) AND other.sequence = 7 - entry.sequence"""


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        pytest.param(CHANGED, 5, id="changed"),
        pytest.param(REORDERED, 3, id="reordered"),
        pytest.param(REMOVED, 4, id="removed"),
        pytest.param(CUT_OFF, None, id="the newest removed"),
    ],
)
def test_an_entry_that_was_tampered_with_is_found_and_named(
    stage: Stage, case: CaseDriver, tmp_path: Path, change: LiteralString, sequence: int | None
) -> None:
    last = case.process()["sequence"]
    with tampered(stage, case, change):
        status, faults = verified(exported(stage, tmp_path / "ledger.jsonl"))
    assert status == 1
    assert [(fault["case_id"], fault["sequence"]) for fault in faults] == [(case.id, sequence or last)]
