"""Alerts by event, by what they are about, and by the post that is still vacant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notify.domain.alerts import Alert, AlertKind, Limit
from notify.domain.audience import Post
from notify.domain.officer import Agency
from notify.storage.cases import instant_of, text_of
from notify.storage.tables import AlertRow


class AlertStore:
    """An alert is added once and closed once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, alert: Alert, *, vacant: bool) -> bool:
        """False when this event was turned into an alert before."""
        limit = alert.limit
        statement = (
            insert(AlertRow)
            .values(
                id=alert.id,
                kind=alert.kind,
                case_id=alert.case_id,
                subject_id=alert.subject_id,
                agency=alert.agency,
                office=alert.office,
                task=alert.task,
                rule=limit and limit.rule,
                limit_name=limit and limit.name,
                legal_limit=text_of(limit.legal_limit) if limit else None,
                safe_limit=text_of(limit.safe_limit) if limit else None,
                unconfirmed=limit.unconfirmed if limit else False,
                provisional=limit.provisional if limit else False,
                raised_at=alert.raised_at,
                vacant=vacant,
                track=alert.track,
            )
            .on_conflict_do_nothing()
            .returning(AlertRow.id)
        )
        return self._session.execute(statement).first() is not None

    def open_and_vacant(self, post: Post) -> list[Alert]:
        """What waits for somebody to be appointed to this post, oldest first."""
        rows = self._session.scalars(
            select(AlertRow)
            .where(
                AlertRow.office == post.office,
                AlertRow.agency == post.agency,
                AlertRow.vacant,
                AlertRow.closed_at.is_(None),
            )
            .order_by(AlertRow.raised_at, AlertRow.id)
        )
        return [alert_of(row) for row in rows]

    def close_subject(self, case_id: UUID, subject_id: str, *, now: datetime) -> list[UUID]:
        """The ids of the alerts about this task or deadline that were open until now."""
        return self._close(AlertRow.case_id == case_id, AlertRow.subject_id == subject_id, now=now)

    def close_earlier(self, alert: Alert, *, now: datetime) -> list[UUID]:
        """The ids of the open alerts that this one replaces: a reminder by the next, and by the miss."""
        return self._close(
            AlertRow.case_id == alert.case_id,
            AlertRow.subject_id == alert.subject_id,
            AlertRow.id != alert.id,
            now=now,
        )

    def close_outdated(
        self,
        case_id: UUID,
        subject_id: str,
        *,
        legal_limit: datetime | None,
        office: str | None,
        now: datetime,
    ) -> list[UUID]:
        """The ids of the open alerts about this deadline that name another date or went to another office."""
        elsewhere = false() if office is None else AlertRow.office != office
        return self._close(
            AlertRow.case_id == case_id,
            AlertRow.subject_id == subject_id,
            or_(AlertRow.legal_limit.is_distinct_from(text_of(legal_limit)), elsewhere),
            now=now,
        )

    def close_case(self, case_id: UUID, *, now: datetime) -> list[UUID]:
        """The ids of all alerts of the case that were open until now."""
        return self._close(AlertRow.case_id == case_id, now=now)

    def _close(self, *which: ColumnElement[bool], now: datetime) -> list[UUID]:
        statement = (
            update(AlertRow)
            .where(*which, AlertRow.closed_at.is_(None))
            .values(closed_at=now)
            .returning(AlertRow.id)
        )
        return list(self._session.scalars(statement))


def alert_of(row: AlertRow) -> Alert:
    """The alert as the domain knows it."""
    limit = None
    if row.limit_name is not None:
        limit = Limit(
            row.rule,
            row.limit_name,
            instant_of(row.legal_limit),
            instant_of(row.safe_limit),
            unconfirmed=row.unconfirmed,
            provisional=row.provisional,
        )
    return Alert(
        id=row.id,
        kind=AlertKind(row.kind),
        case_id=row.case_id,
        subject_id=row.subject_id,
        agency=Agency(row.agency),
        office=row.office,
        task=row.task,
        limit=limit,
        raised_at=row.raised_at,
        track=row.track,
    )
