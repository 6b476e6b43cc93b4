"""Outgoing events: written in the same transaction as the change they tell of, sent later by the relay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars
from uuid6 import uuid7

from chassis.envelope import Event, to_json, trace_or_none
from chassis.tables import outbox, streams

CHANNEL = "outbox"
WAKE = select(func.pg_notify(CHANNEL, ""))
TAKE = (
    insert(streams)
    .values(subject=bindparam("subject"), last_sequence=bindparam("count"))
    .on_conflict_do_update(
        index_elements=[streams.c.subject],
        set_={"last_sequence": streams.c.last_sequence + bindparam("count")},
    )
    .returning(streams.c.last_sequence)
)


class Outbox:
    """What one unit of work tells the other services."""

    def __init__(self, session: Session, *, source: str) -> None:
        self._session = session
        self._source = source

    def add(
        self,
        type_: str,
        *,
        subject: str,
        data: Mapping[str, Any],
        at: datetime,
        traceparent: str | None = None,
    ) -> Event:
        """Send this when the unit commits, after everything sent about `subject` before.

        Other units that write about the same subject wait from here until this unit ends. The trace is that
        of the request or message being worked on, unless another is given. EnvelopeError when JSON cannot
        say `data`.
        """
        (event,) = self.add_all([(type_, data)], subject=subject, at=at, traceparent=traceparent)
        return event

    def add_all(
        self,
        told: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        subject: str,
        at: datetime,
        traceparent: str | None = None,
    ) -> list[Event]:
        """Types with their data, in this order; as `add` one by one, in three statements."""
        if not told:
            return []
        trace = trace_or_none(traceparent or get_contextvars().get("traceparent"))
        first = self._next_sequence(subject, len(told))
        events = [
            Event(
                id=uuid7(),
                source=self._source,
                type=type_,
                subject=subject,
                sequence=sequence,
                time=at,
                data=dict(data),
                traceparent=trace,
            )
            for sequence, (type_, data) in enumerate(told, start=first)
        ]
        for event in events:
            to_json(event)  # a shape that cannot travel must fail here, not in the relay
        self._session.execute(outbox.insert(), [_row(event) for event in events])
        # Delivered at commit, and once however many events the unit adds.
        self._session.execute(WAKE)
        return events

    def _next_sequence(self, subject: str, count: int) -> int:
        """The first of so many numbers in a row, all of them taken."""
        last: int = self._session.scalars(TAKE, {"subject": subject, "count": count}).one()
        return last - count + 1


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "subject": event.subject,
        "sequence": event.sequence,
        "time": event.time,
        "data": event.data,
        "traceparent": event.traceparent,
    }


def send_again(session: Session, *, subject: str, after: int) -> int:
    """Mark everything about `subject` beyond sequence `after` unsent: the cure when a broker lost messages.

    Receivers ignore what they had. Returns how many events go out again.
    """
    again = session.execute(
        update(outbox)
        .where(outbox.c.subject == subject, outbox.c.sequence > after, outbox.c.sent_at.is_not(None))
        .values(sent_at=None)
        .returning(outbox.c.position)
    ).all()
    session.execute(WAKE)
    return len(again)


def unsent(session: Session) -> int:
    """Events written and not yet confirmed by the broker."""
    return session.scalar(text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")) or 0


def published(session: Session) -> int:
    """Events ever written, sent or not; never falls."""
    return int(session.scalar(select(func.coalesce(func.sum(streams.c.last_sequence), 0))) or 0)
