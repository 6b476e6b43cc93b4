"""Instants as an office reads them: PostgreSQL keeps the instant and forgets the offset."""

from __future__ import annotations

from datetime import datetime

from workflow.domain.zones import zone_of_office


def in_office_time(at: datetime | None, office: str) -> datetime | None:
    """The same instant with the offset of the office's zone."""
    return None if at is None else at.astimezone(zone_of_office(office).tz)
