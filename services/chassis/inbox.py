"""Incoming events: each is applied once, and in `sequence` order of its source and subject.

All of it happens in the transaction of the effect. The row of the stream is locked first, so consumers of one
subject wait for each other and consumers of different subjects do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.envelope import Event, to_json
from chassis.tables import inbox, inbox_failures, inbox_parked, inbox_streams

GAP_AGE = timedelta(seconds=60)

ADVANCE = text(
    """
    WITH seen AS (
        INSERT INTO inbox (id, source, subject, sequence) VALUES (:id, :source, :subject, :sequence)
    ), unparked AS (
        DELETE FROM inbox_parked WHERE source = :source AND subject = :subject AND sequence = :sequence
    ), cured AS (
        DELETE FROM inbox_failures WHERE source = :source AND subject = :subject AND sequence = :sequence
    )
    UPDATE inbox_streams SET applied = :sequence WHERE source = :source AND subject = :subject
    RETURNING EXISTS (
        SELECT FROM inbox_parked WHERE source = :source AND subject = :subject AND sequence = :sequence + 1
    )
    """
)


class Verdict(StrEnum):
    """What to do with an event that arrived."""

    APPLY = "applied"
    PARKED = "parked"
    REPEATED = "repeated"


class SequenceConflictError(Exception):
    """Two different events carry the same place of one stream, as after restoring a database from a copy."""


@dataclass(frozen=True)
class Receipt:
    """`follows`: the next event of the stream is parked and its turn comes when this unit has committed."""

    verdict: Verdict
    follows: bool = False


@dataclass(frozen=True)
class Gap:
    """A stream that waits for the event `missing`; `reason` is known when that went to the dead letters."""

    source: str
    subject: str
    missing: int
    waiting: int
    since: datetime
    reason: str | None


class Inbox:
    """The inbox of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def receive(self, event: Event) -> Receipt:
        """Lock the stream, and apply, park or ignore; SequenceConflictError when its place is taken."""
        applied = self._lock(event)
        if event.sequence <= applied:
            self._must_be_the_same(event)
            return Receipt(Verdict.REPEATED)
        if event.sequence > applied + 1:
            self._park(event)
            return Receipt(Verdict.PARKED)
        return Receipt(Verdict.APPLY, follows=self._advance(event))

    def next_parked(self, source: str, subject: str) -> bytes | None:
        """The parked message whose turn it is."""
        return self._session.scalar(
            select(inbox_parked.c.body)
            .join(inbox_streams, SAME_STREAM)
            .where(inbox_parked.c.source == source, inbox_parked.c.subject == subject, ITS_TURN)
        )

    def unpark(self, event: Event) -> None:
        """Forget a parked event; its message must be safe elsewhere."""
        place = (inbox_parked.c.source, inbox_parked.c.subject, inbox_parked.c.sequence)
        self._session.execute(
            inbox_parked.delete().where(
                *(column == value for column, value in zip(place, _place(event), strict=True))
            )
        )

    def record_failure(self, event: Event, reason: str) -> None:
        """Note that this event goes to the dead letters and holds up its subject."""
        source, subject, sequence = _place(event)
        row = insert(inbox_failures).values(
            source=source, subject=subject, sequence=sequence, type=event.type, reason=reason
        )
        self._session.execute(
            row.on_conflict_do_update(
                index_elements=["source", "subject", "sequence"],
                set_={"reason": reason, "failed_at": func.clock_timestamp()},
            )
        )

    def _lock(self, event: Event) -> int:
        streams = inbox_streams.c
        lock = (
            select(streams.applied)
            .where(streams.source == event.source, streams.subject == event.subject)
            .with_for_update()
        )
        applied = self._session.scalar(lock)
        if applied is None:
            first = insert(inbox_streams).values(source=event.source, subject=event.subject, applied=0)
            self._session.execute(first.on_conflict_do_nothing())
            applied = self._session.scalars(lock).one()
        return int(applied)

    def _advance(self, event: Event) -> bool:
        source, subject, sequence = _place(event)
        place = {"id": event.id, "source": source, "subject": subject, "sequence": sequence}
        return bool(self._session.scalars(ADVANCE, place).one())

    def _park(self, event: Event) -> None:
        source, subject, sequence = _place(event)
        row = insert(inbox_parked).values(
            source=source, subject=subject, sequence=sequence, id=event.id, body=to_json(event)
        )
        parked = self._session.scalar(row.on_conflict_do_nothing().returning(inbox_parked.c.sequence))
        if parked is not None:
            return
        columns = inbox_parked.c
        there = select(columns.id).where(
            columns.source == source, columns.subject == subject, columns.sequence == sequence
        )
        if self._session.scalar(there) != event.id:
            raise _conflict(event)

    def _must_be_the_same(self, event: Event) -> None:
        source, subject, sequence = _place(event)
        columns = inbox.c
        other = select(columns.id).where(
            columns.source == source,
            columns.subject == subject,
            columns.sequence == sequence,
            columns.id != event.id,
        )
        if self._session.scalar(other) is not None:
            raise _conflict(event)


SAME_STREAM = and_(
    inbox_parked.c.source == inbox_streams.c.source, inbox_parked.c.subject == inbox_streams.c.subject
)
ITS_TURN = inbox_parked.c.sequence == inbox_streams.c.applied + 1


def _place(event: Event) -> tuple[str, str, int]:
    return event.source, event.subject, event.sequence


def _conflict(event: Event) -> SequenceConflictError:
    return SequenceConflictError(
        f"place {event.sequence} of {event.source} {event.subject} was taken by another event"
    )
