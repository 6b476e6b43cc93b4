"""Recipients by office and by id, and the preferences they set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notify.domain.alerts import AlertKind
from notify.domain.officer import Agency, Level, known_roles
from notify.domain.preferences import Channel, Preferences, QuietHours, Zone
from notify.domain.recipients import Language, Recipient
from notify.storage.tables import PreferencesRow, RecipientRow

OFFICE_LOCKS = 1
"""The class of our advisory locks, by office."""


class RecipientStore:
    """The members that can be told."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, recipient: Recipient, *, appointed_at: datetime) -> bool:
        """False when a newer appointment of the same member is known: those of two offices may cross."""
        values = {
            "id": recipient.id,
            "agency": recipient.agency,
            "office": recipient.office,
            "level": recipient.level,
            "roles": sorted(recipient.roles),
            "email": recipient.email,
            "language": recipient.language,
            "appointed_at": appointed_at,
        }
        statement = (
            insert(RecipientRow)
            .values(values)
            .on_conflict_do_update(
                index_elements=["id"], set_=values, where=RecipientRow.appointed_at <= appointed_at
            )
            .returning(RecipientRow.id)
        )
        return self._session.execute(statement).first() is not None

    def hold_appointments(self, office: str) -> None:
        """Until the unit ends nobody joins this office, so nobody falls between an alert and their appointment."""
        self._session.execute(select(func.pg_advisory_xact_lock_shared(OFFICE_LOCKS, func.hashtext(office))))

    def hold_alerts(self, office: str) -> None:
        """Until the unit ends no alert goes to this office; the other side of `hold_appointments`."""
        self._session.execute(select(func.pg_advisory_xact_lock(OFFICE_LOCKS, func.hashtext(office))))

    def of_offices(self, offices: Iterable[str]) -> list[Recipient]:
        """All members of these offices, in a stable order."""
        wanted = select(RecipientRow).where(RecipientRow.office.in_(set(offices))).order_by(RecipientRow.id)
        return [_recipient(row) for row in self._session.scalars(wanted)]

    def find(self, recipient_id: str) -> Recipient | None:
        row = self._session.get(RecipientRow, recipient_id, populate_existing=True)
        return None if row is None else _recipient(row)


class PreferencesStore:
    """Preferences by recipient; whoever set none has the defaults."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, recipient_id: str) -> Preferences:
        return self.of([recipient_id]).get(recipient_id, Preferences())

    def of(self, recipient_ids: Iterable[str]) -> Mapping[str, Preferences]:
        """Only those who set some."""
        wanted = select(PreferencesRow).where(PreferencesRow.recipient_id.in_(set(recipient_ids)))
        rows = self._session.scalars(wanted.execution_options(populate_existing=True))
        return {row.recipient_id: _preferences(row) for row in rows}

    def put(self, recipient_id: str, preferences: Preferences) -> bool:
        """False when another request stored this version first."""
        values = _columns(preferences)
        statement = (
            insert(PreferencesRow)
            .values(recipient_id=recipient_id, **values)
            .on_conflict_do_update(
                index_elements=["recipient_id"],
                set_=values,
                where=PreferencesRow.version == preferences.version - 1,
            )
            .returning(PreferencesRow.version)
        )
        return self._session.execute(statement).first() is not None


def _recipient(row: RecipientRow) -> Recipient:
    return Recipient(
        id=row.id,
        agency=Agency(row.agency),
        office=row.office,
        level=Level(row.level),
        roles=known_roles(row.roles),
        email=row.email,
        language=Language(row.language),
    )


def _preferences(row: PreferencesRow) -> Preferences:
    return Preferences(
        channels={
            AlertKind(kind): frozenset(Channel(name) for name in names)
            for kind, names in row.channels.items()
        },
        language=Language(row.language) if row.language else None,
        quiet_hours=_quiet_hours(row.quiet_hours) if row.quiet_hours else None,
        version=row.version,
    )


def _quiet_hours(kept: Mapping[str, Any]) -> QuietHours:
    return QuietHours(
        begin=time.fromisoformat(kept["begin"]),
        end=time.fromisoformat(kept["end"]),
        zone=Zone(kept["zone"]),
    )


def _columns(preferences: Preferences) -> dict[str, Any]:
    quiet = preferences.quiet_hours
    return {
        "channels": {kind: sorted(names) for kind, names in preferences.channels.items()},
        "language": preferences.language,
        "quiet_hours": quiet
        and {"begin": quiet.begin.isoformat(), "end": quiet.end.isoformat(), "zone": quiet.zone},
        "version": preferences.version,
    }
