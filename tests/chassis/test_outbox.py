"""Events commit with the change they tell of, numbered without gaps a subject."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from structlog.contextvars import bound_contextvars

from chassis.database import Database
from chassis.envelope import EnvelopeError
from chassis.listen import Listener, conninfo_of
from chassis.outbox import CHANNEL, Told, published, send_again, unsent
from chassis.tables import outbox
from chassis.unit import Unit
from tests.support.messaging_services import say

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class DeliberateError(Exception):
    """Ends a unit of work."""


def test_each_subject_is_numbered_from_one(cases: Database) -> None:
    assert [event.sequence for event in say(cases, "case-1", 1, 2)] == [1, 2]
    assert [event.sequence for event in say(cases, "case-2", 1)] == [1]
    assert [event.sequence for event in say(cases, "case-1", 3)] == [3]


def test_a_unit_that_fails_says_nothing_and_leaves_no_gap(cases: Database) -> None:
    with pytest.raises(DeliberateError):
        _add_and_fail(cases)
    assert say(cases, "case-1", 1)[0].sequence == 1


def test_writers_at_once_leave_no_gap(cases: Database) -> None:
    with ThreadPoolExecutor(8) as writers:
        for _ in writers.map(lambda number: say(cases, "case-1", number), range(40)):
            pass
    with cases.unit_of_work(Unit) as unit:
        rows = unit.session.scalars(select(outbox.c.sequence).order_by(outbox.c.position))
        assert list(rows) == list(range(1, 41))
        assert (published(unit.session), unsent(unit.session)) == (40, 40)


def test_data_that_cannot_travel_fails_in_the_unit(cases: Database) -> None:
    with pytest.raises(EnvelopeError, match="not plain JSON"), cases.unit_of_work(Unit) as unit:
        unit.outbox.add("case.received", subject="case-1", data={"at": unit.now}, at=unit.now)


def test_the_trace_of_the_request_goes_along(cases: Database) -> None:
    with bound_contextvars(traceparent=TRACE):
        [event] = say(cases, "case-1", 1)
    assert event.traceparent == TRACE


def test_a_listener_hears_of_it_when_it_commits(cases: Database) -> None:
    with Listener(conninfo_of(cases.bind.engine.url), CHANNEL) as listener:
        assert not listener.wait(0.05)
        say(cases, "case-1", 1, 2)
        assert listener.wait(5)


def test_a_lost_stretch_of_a_subject_can_be_sent_again(cases: Database) -> None:
    say(cases, "case-1", 1, 2, 3)
    say(cases, "case-2", 1)
    with cases.unit_of_work(Unit) as unit:
        unit.session.execute(text("UPDATE outbox SET sent_at = clock_timestamp()"))
    with cases.unit_of_work(Unit) as unit:
        assert send_again(unit.session, subject="case-1", after=1) == 2
        assert unsent(unit.session) == 2


def _add_and_fail(cases: Database) -> None:
    with cases.unit_of_work(Unit) as unit:
        unit.outbox.add("case.received", subject="case-1", data={}, at=unit.now)
        raise DeliberateError


def test_events_about_many_subjects_keep_the_order_of_each(cases: Database) -> None:
    say(cases, "case-1", 1)
    about = ["case-2", "case-1", "case-2", "case-1"]
    with cases.unit_of_work(Unit) as unit:
        told = [Told("case.received", subject, {"n": n}) for n, subject in enumerate(about)]
        written = unit.outbox.add_many(told, at=unit.now)
    assert [(event.subject, event.sequence) for event in written] == [
        ("case-2", 1),
        ("case-1", 2),
        ("case-2", 2),
        ("case-1", 3),
    ]
    with cases.unit_of_work(Unit) as unit:
        rows = unit.session.execute(
            select(outbox.c.subject, outbox.c.sequence).order_by(outbox.c.position)
        ).all()
    assert [sequence for subject, sequence in rows if subject == "case-1"] == [1, 2, 3]
