"""Outgoing events: written in the same transaction as the change they tell of, sent later by the relay."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars
from uuid6 import uuid7

from chassis.envelope import Event, to_json, trace_or_none
from chassis.tables import outbox, streams

CHANNEL = "outbox"
WAKE = select(func.pg_notify(CHANNEL, ""))
# One statement: numbers for all of them, taken under their subjects' row locks; their rows in that order; and the
# wake-up, which is delivered at commit and once however many rows ask for it.
TELLING = """
    told AS (
        SELECT * FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS draft (
            id uuid, type text, subject text, place bigint, time timestamptz, data jsonb, traceparent text
        )
    ), sizes AS (
        SELECT subject, count(*) AS size FROM told GROUP BY subject
    ), taken AS (
        INSERT INTO streams (subject, last_sequence) SELECT subject, size FROM sizes ORDER BY subject
        ON CONFLICT (subject) DO UPDATE SET last_sequence = streams.last_sequence + excluded.last_sequence
        RETURNING subject, last_sequence
    )
    INSERT INTO outbox (id, type, subject, sequence, time, data, traceparent)
    SELECT id, type, subject, last_sequence - size + place, time, data, traceparent
    FROM told JOIN sizes USING (subject) JOIN taken USING (subject)
    ORDER BY subject, place
    RETURNING id, sequence, pg_notify('outbox', '')
"""
"""The end of a statement that begins with WITH, and may change other tables first; its parameter is a `document`."""
ADD = text(f"WITH {TELLING}")


@dataclass(frozen=True)
class Told:
    """A type with its data, and what it is about."""

    type: str
    subject: str
    data: Mapping[str, Any]


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
        """Types with their data, in this order; as `add` one by one, in one statement."""
        return self.add_many(
            [Told(type_, subject, data) for type_, data in told], at=at, traceparent=traceparent
        )

    def add_many(self, told: Iterable[Told], *, at: datetime, traceparent: str | None = None) -> list[Event]:
        """About many subjects at once, in this order for each of them, in one statement."""
        drafts = self._drafted(told, at=at, traceparent=traceparent)
        if not drafts:
            return []
        rows = self._session.execute(ADD, {"told": _document(drafts)})
        numbers: dict[UUID, int] = {row.id: row.sequence for row in rows}
        return [replace(draft, sequence=numbers[draft.id]) for draft in drafts]

    def document(self, told: Iterable[Told], *, at: datetime) -> str:
        """The same as `TELLING` takes it, for a statement that changes what it tells of."""
        return _document(self._drafted(told, at=at))

    def _drafted(self, told: Iterable[Told], *, at: datetime, traceparent: str | None = None) -> list[Event]:
        """Numbered from one for each subject; the database adds what was told before."""
        trace = trace_or_none(traceparent or get_contextvars().get("traceparent"))
        places: Counter[str] = Counter()
        drafts = []
        for one in told:
            places[one.subject] += 1
            draft = Event(
                id=uuid7(),
                source=self._source,
                type=one.type,
                subject=one.subject,
                sequence=places[one.subject],
                time=at,
                data=dict(one.data),
                traceparent=trace,
            )
            to_json(draft)  # a shape that cannot travel must fail here, not in the relay
            drafts.append(draft)
        return drafts


def _document(drafts: Sequence[Event]) -> str:
    return json.dumps([_row(draft) for draft in drafts])


def _row(draft: Event) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "type": draft.type,
        "subject": draft.subject,
        "place": draft.sequence,
        "time": draft.time.isoformat(),
        "data": draft.data,
        "traceparent": draft.traceparent,
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
