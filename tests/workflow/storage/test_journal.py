"""The journal is only ever added to."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from chassis.database import Database
from tests.support.postgres import TestDatabase
from tests.workflow.builders import CaseBench, an_instance
from workflow.domain.instance import Instance
from workflow.domain.journal import GENESIS, Entry
from workflow.storage.unit import WorkflowUnit

REWRITES = (
    "UPDATE journal SET body = 'x'",
    "UPDATE journal SET sequence = 7 WHERE false",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE sequence = 1",
)


def append(unit: WorkflowUnit, instance: Instance, entry: Entry) -> None:
    """As a step does that changes nothing else."""
    unit.casework.write([unit.casework.read(instance)], [entry], [], now=unit.now)


@pytest.mark.parametrize("rewrite", REWRITES)
def test_the_service_cannot_rewrite_history(bench: CaseBench, rewrite: str) -> None:
    case_id = bench.start()
    before = bench.journal(case_id)
    with (
        pytest.raises(DBAPIError, match="append-only"),
        bench.database.unit_of_work(WorkflowUnit) as unit,
    ):
        unit.session.execute(text(rewrite))
    assert bench.journal(case_id) == before


@pytest.mark.parametrize("rewrite", [*REWRITES, "TRUNCATE journal CASCADE", "TRUNCATE instances CASCADE"])
def test_nor_can_the_owner_of_the_tables(committed_database: TestDatabase, rewrite: str) -> None:
    owner = committed_database.owner_url.replace("+psycopg", "")
    with psycopg.connect(owner) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute(rewrite.encode())


def test_two_entries_never_share_a_place(bench: CaseBench) -> None:
    case_id = bench.start()
    (entry,) = bench.journal(case_id)
    with pytest.raises(IntegrityError), bench.database.unit_of_work(WorkflowUnit) as unit:
        append(unit, bench.instance(case_id), entry)
    assert bench.journal(case_id) == [entry]


def test_the_newest_state_is_the_snapshot_and_what_came_after(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        instance = an_instance(definition=unit.definitions.newest())
        case_id = instance.case_id
        unit.instances.add(instance)
        for number, delta in enumerate([b"1", None, b"3", b"4", None, b"6"], start=1):
            append(unit, instance, Entry(case_id, number, unit.now, b"{}", delta, GENESIS, GENESIS))
        assert unit.journal.newest_state(case_id) == (None, [b"1", b"3", b"4", b"6"])
        unit.journal.keep_snapshot(case_id, 1, b"one")
        unit.journal.keep_snapshot(case_id, 3, b"three")
        assert unit.journal.newest_state(case_id) == (b"three", [b"4", b"6"])
        assert [entry.sequence for entry in unit.journal.page(case_id, after=2, limit=3)] == [3, 4, 5]


def test_words_are_found_by_their_digest(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        instance = an_instance(definition=unit.definitions.newest())
        unit.instances.add(instance)
        unit.journal.keep_words(instance.case_id, digest="d1", salt="s", words="satu")
        unit.journal.keep_words(instance.case_id, digest="d2", salt="s", words="dua")
    with database.unit_of_work(WorkflowUnit) as unit:
        assert unit.journal.words(instance.case_id) == {"d1": "satu", "d2": "dua"}
