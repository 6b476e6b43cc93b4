"""Rows come back from JSON as they went in, whatever PostgreSQL made of them in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from chassis.rows import JsonRows
from chassis.tables import inbox_failures, outbox
from chassis.unit import Unit
from tests.support.messaging_services import NOON

COLUMNS = ("id", "type", "subject", "sequence", "time", "data", "traceparent")
EVENTS = JsonRows(outbox, key=("position",), columns=COLUMNS)
FAILURES = JsonRows(inbox_failures, key=("source", "subject", "sequence"))
JAYAPURA = timezone(timedelta(hours=9))


def an_event(sequence: int = 1, **changes: object) -> dict[str, object]:
    event = {
        "id": uuid4(),
        "type": "case.received",
        "subject": "case-1",
        "sequence": sequence,
        "traceparent": None,
    }
    return {**event, "time": datetime(2024, 2, 14, 7, tzinfo=JAYAPURA), "data": {"n": [1, None]}, **changes}


def stored(unit: Unit) -> list[dict[str, object]]:
    document = unit.session.scalars(text("SELECT jsonb_agg(outbox ORDER BY sequence) FROM outbox")).one()
    return EVENTS.read(document)


def test_what_is_written_is_what_is_read(cases: Database) -> None:
    events = [an_event(1), an_event(2, traceparent="00-a-b-01", data={"teks": 'kutip " dan \\ miring'})]
    with cases.unit_of_work(Unit) as unit:
        EVENTS.add(unit.session, events)
        assert stored(unit) == events
        assert isinstance(stored(unit)[0]["id"], UUID)


def test_the_same_key_is_written_over_or_refused(cases: Database) -> None:
    failure = {
        "source": "cases",
        "subject": "1",
        "sequence": 1,
        "type": "x",
        "reason": "first",
        "failed_at": NOON,
    }
    with cases.unit_of_work(Unit) as unit:
        FAILURES.add(unit.session, [failure])
        FAILURES.save(unit.session, [changed := {**failure, "reason": "second"}])
        found = unit.session.scalars(text("SELECT jsonb_agg(inbox_failures) FROM inbox_failures")).one()
        assert FAILURES.read(found) == [changed]
    with pytest.raises(IntegrityError), cases.unit_of_work(Unit) as unit:
        FAILURES.add(unit.session, [failure])


def test_what_lasts_is_not_written_over(cases: Database) -> None:
    lasting = JsonRows(inbox_failures, key=("source", "subject", "sequence"), lasting=("type", "failed_at"))
    failure = {
        "source": "cases",
        "subject": "2",
        "sequence": 1,
        "type": "x",
        "reason": "first",
        "failed_at": NOON,
    }
    with cases.unit_of_work(Unit) as unit:
        lasting.save(unit.session, [failure])
        lasting.save(unit.session, [{**failure, "type": "y", "reason": "second"}])
        found = unit.session.scalars(
            text("SELECT jsonb_agg(f) FROM inbox_failures f WHERE subject = '2'")
        ).one()
        assert FAILURES.read(found) == [{**failure, "reason": "second"}]


def test_no_rows_are_no_statement_and_no_document_is_no_rows(cases: Database) -> None:
    with cases.unit_of_work(Unit) as unit:
        EVENTS.save(unit.session, [])
        assert stored(unit) == []


def test_columns_with_a_default_of_the_database_can_be_left_to_it(cases: Database) -> None:
    with cases.unit_of_work(Unit) as unit:
        EVENTS.add(unit.session, [an_event()])
        assert unit.session.scalars(text("SELECT written_at IS NOT NULL FROM outbox")).one()


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        EVENTS.document([an_event(data={"a", "set"})])
    with pytest.raises(KeyError, match="reason"):
        FAILURES.document([{"source": "cases", "subject": "1", "sequence": 1, "type": "x"}])


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by design
def test_times_survive_postgresql_s_own_spelling(at: datetime) -> None:
    """Which leaves out the zeros at the end of a fraction."""
    fraction = f".{at.microsecond:06d}"
    trimmed = at.isoformat().replace(fraction, fraction.rstrip("0"))
    document = [{**an_event(), "id": str(uuid4()), "time": trimmed}]
    assert EVENTS.read(document)[0]["time"] == at
