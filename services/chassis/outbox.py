"""Outgoing events: written in the same transaction as the change they tell of, sent later by the relay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars
from uuid6 import uuid7

from chassis.envelope import Event, to_json, trace_or_none
from chassis.tables import outbox, streams

CHANNEL = "outbox"
WAKE = select(func.pg_notify(CHANNEL, ""))
# One statement: numbers for all of them, taken under the subject's row lock; their rows in that order; and the
# wake-up, which is delivered at commit and once however many rows ask for it.
ADD = text(
    """
    WITH taken AS (
        INSERT INTO streams (subject, last_sequence) VALUES (:subject, :count)
        ON CONFLICT (subject) DO UPDATE SET last_sequence = streams.last_sequence + :count
        RETURNING last_sequence - :count AS before
    )
    INSERT INTO outbox (id, type, subject, sequence, time, data, traceparent)
    SELECT told.id, told.type, :subject, taken.before + told.place, told.time, told.data, told.traceparent
    FROM taken, jsonb_to_recordset(CAST(:told AS jsonb))
        AS told (id uuid, type text, place bigint, time timestamptz, data jsonb, traceparent text)
    ORDER BY told.place
    RETURNING sequence, pg_notify('outbox', '')
    """
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
        """Types with their data, in this order; as `add` one by one, in one statement."""
        if not told:
            return []
        trace = trace_or_none(traceparent or get_contextvars().get("traceparent"))
        drafts = [
            Event(
                id=uuid7(),
                source=self._source,
                type=type_,
                subject=subject,
                sequence=place,
                time=at,
                data=dict(data),
                traceparent=trace,
            )
            for place, (type_, data) in enumerate(told, start=1)
        ]
        for draft in drafts:
            to_json(draft)  # a shape that cannot travel must fail here, not in the relay
        before = self._write(drafts, subject=subject)
        return [replace(draft, sequence=before + draft.sequence) for draft in drafts]

    def _write(self, drafts: Sequence[Event], *, subject: str) -> int:
        """The number that this subject had come to before."""
        given = {
            "subject": subject,
            "count": len(drafts),
            "told": json.dumps([_row(draft) for draft in drafts]),
        }
        first: int = min(self._session.scalars(ADD, given))
        return first - 1


def _row(draft: Event) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "type": draft.type,
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
