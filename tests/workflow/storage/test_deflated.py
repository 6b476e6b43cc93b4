"""What is kept deflated comes back byte by byte, and so does what was kept plain before."""

from __future__ import annotations

import zlib

from sqlalchemy import text

from chassis.database import Database
from tests.workflow.builders import CaseBench
from workflow.domain.journal import digest_of
from workflow.storage.deflated import FAMILIAR, Deflated
from workflow.storage.unit import WorkflowUnit

PINNED = 329290429


def test_a_delta_takes_less_room_and_is_what_was_hashed(bench: CaseBench, database: Database) -> None:
    entry = bench.journal(bench.start())[0]
    assert entry.delta is not None
    assert digest_of(entry.delta).encode() in entry.body
    with database.unit_of_work(WorkflowUnit) as unit:
        kept = unit.session.scalar(text("SELECT octet_length(delta) FROM journal"))
    assert kept < len(entry.delta) / 2


def test_what_is_taken_as_said_never_changes() -> None:
    """With another one, nothing that is kept could be read."""
    assert zlib.adler32(FAMILIAR) == PINNED


def test_what_was_kept_plain_is_read_as_it_is(database: Database) -> None:
    plain, kind = b'{"gone":[1]}', Deflated()
    dialect = database.bind.dialect
    assert kind.process_result_value(plain, dialect) == plain
    kept = kind.process_bind_param(plain, dialect)
    assert kept is not None
    assert not kept.startswith(b"{")
    assert kind.process_result_value(kept, dialect) == plain
