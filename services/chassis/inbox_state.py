"""What can be asked about the inbox as a whole: totals, gaps, and streams that may go on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from chassis.inbox import GAP_AGE, ITS_TURN, SAME_STREAM, Gap
from chassis.tables import inbox_failures, inbox_parked, inbox_streams


def applied(session: Session) -> dict[str, int]:
    """How many events of each source had their effect here; never falls."""
    totals = select(inbox_streams.c.source, func.sum(inbox_streams.c.applied)).group_by(
        inbox_streams.c.source
    )
    return {source: int(total) for source, total in session.execute(totals)}


def parked(session: Session) -> int:
    """Events that came early and wait."""
    return session.scalar(select(func.count()).select_from(inbox_parked)) or 0


def failed(session: Session) -> int:
    """Subjects held up by a dead letter."""
    return session.scalar(select(func.count()).select_from(inbox_failures)) or 0


def gaps(session: Session, *, older_than: timedelta = GAP_AGE) -> list[Gap]:
    """Streams that have waited longer than that (machine time) for an event that did not come."""
    missing = inbox_streams.c.applied + 1
    since = func.min(inbox_parked.c.parked_at)
    failure = and_(
        inbox_failures.c.source == inbox_streams.c.source,
        inbox_failures.c.subject == inbox_streams.c.subject,
        inbox_failures.c.sequence == missing,
    )
    waiting = (
        select(
            inbox_streams.c.source,
            inbox_streams.c.subject,
            missing.label("missing"),
            func.count().label("waiting"),
            since.label("since"),
            func.max(inbox_failures.c.reason).label("reason"),
        )
        .select_from(inbox_parked)
        .join(inbox_streams, SAME_STREAM)
        .outerjoin(inbox_failures, failure)
        .group_by(inbox_streams.c.source, inbox_streams.c.subject, inbox_streams.c.applied)
        .having(func.min(inbox_parked.c.sequence) > missing, since < func.clock_timestamp() - older_than)
    )
    return [Gap(**row) for row in session.execute(waiting).mappings()]


def resumable(session: Session) -> list[tuple[str, str]]:
    """Streams whose next event lies parked although its turn has come: a consumer died in between."""
    turn = (
        select(inbox_parked.c.source, inbox_parked.c.subject).join(inbox_streams, SAME_STREAM).where(ITS_TURN)
    )
    return [(source, subject) for source, subject in session.execute(turn)]
