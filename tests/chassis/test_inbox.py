"""Once and in order, whatever the network does: examples, and every shuffle that Hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from chassis.database import Database
from chassis.envelope import Event, from_json
from chassis.inbox import Inbox, Receipt, SequenceConflictError, Verdict
from chassis.inbox_state import applied, gaps, parked, resumable
from tests.support.messaging_services import NOON


def an_event(sequence: int, *, subject: str = "case-1", source: str = "cases", number: int = 0) -> Event:
    identity = UUID(int=hash((source, subject, number or sequence)) & (2**127 - 1))
    return Event(identity, source, "case.received", subject, sequence, NOON, {"number": sequence})


@pytest.fixture
def session(workflow: Database) -> Iterator[Session]:
    """Rolled back at the end."""
    assert not isinstance(workflow.bind, Connection)
    with workflow.bind.connect() as connection, Session(connection) as session:
        yield session


def test_the_next_event_is_applied(session: Session) -> None:
    assert Inbox(session).receive(an_event(1)) == Receipt(Verdict.APPLY)
    assert applied(session) == {"cases": 1}


def test_a_repeated_event_is_not_applied(session: Session) -> None:
    Inbox(session).receive(an_event(1))
    assert Inbox(session).receive(an_event(1)) == Receipt(Verdict.REPEATED)


def test_an_early_event_waits_until_its_turn(session: Session) -> None:
    inbox = Inbox(session)
    assert inbox.receive(an_event(2)) == Receipt(Verdict.PARKED)
    assert inbox.next_parked("cases", "case-1") is None
    assert inbox.receive(an_event(1)) == Receipt(Verdict.APPLY, follows=True)
    body = inbox.next_parked("cases", "case-1")
    assert body is not None
    assert from_json(body) == an_event(2)
    assert inbox.receive(from_json(body)) == Receipt(Verdict.APPLY)
    assert parked(session) == 0


def test_each_source_and_subject_counts_for_itself(session: Session) -> None:
    inbox = Inbox(session)
    for event in (an_event(1), an_event(1, subject="case-2"), an_event(1, source="notify")):
        assert inbox.receive(event).verdict is Verdict.APPLY
    assert applied(session) == {"cases": 2, "notify": 1}


@pytest.mark.parametrize("before", [[1, 2], [3]])
def test_a_second_event_in_a_place_that_is_taken_is_refused(session: Session, before: list[int]) -> None:
    inbox = Inbox(session)
    for sequence in before:
        inbox.receive(an_event(sequence))
    with pytest.raises(SequenceConflictError, match="was taken by another event"):
        inbox.receive(an_event(before[-1], number=99))


def test_a_gap_is_told_with_what_is_missing_and_why(session: Session) -> None:
    inbox = Inbox(session)
    inbox.receive(an_event(1))
    inbox.receive(an_event(3))
    inbox.receive(an_event(4))
    inbox.record_failure(an_event(2), "ValueError: a fault")
    assert gaps(session) == [], "younger than a minute"
    session.execute(text("UPDATE inbox_parked SET parked_at = parked_at - interval '61 seconds'"))
    [gap] = gaps(session)
    assert (gap.subject, gap.missing, gap.waiting, gap.reason) == ("case-1", 2, 2, "ValueError: a fault")
    inbox.receive(an_event(2))
    assert gaps(session, older_than=timedelta()) == []
    assert resumable(session) == [("cases", "case-1")]


EVENTS = [
    an_event(sequence, subject=subject)
    for subject in ("case-1", "case-2", "case-3")
    for sequence in range(1, 6)
]


@given(extra=st.lists(st.sampled_from(EVENTS), max_size=20), chance=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_shuffle_with_repeats_applies_each_event_once_in_order(
    session: Session, extra: list[Event], chance: Random
) -> None:
    arriving = EVENTS + extra
    chance.shuffle(arriving)
    done: dict[str, list[int]] = {}
    with session.begin_nested() as attempt:
        for event in arriving:
            _apply(Inbox(session), event, done)
        assert parked(session) == 0
        attempt.rollback()
    assert done == {subject: [1, 2, 3, 4, 5] for subject in ("case-1", "case-2", "case-3")}


def _apply(inbox: Inbox, event: Event, done: dict[str, list[int]]) -> None:
    receipt = inbox.receive(event)
    if receipt.verdict is Verdict.APPLY:
        done.setdefault(event.subject, []).append(event.sequence)
    if receipt.follows:
        body = inbox.next_parked(event.source, event.subject)
        assert body is not None
        _apply(inbox, from_json(body), done)
