"""`domain.access` as SQL filters; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from notify.domain.access import is_administrator
from notify.domain.officer import Agency, Officer
from notify.domain.offices import NATIONAL
from notify.storage.tables import DeliveryRow, NotificationRow


def notifications_of(officer: Officer) -> ColumnElement[bool]:
    """What `may_see_notification` lets this officer see."""
    return NotificationRow.recipient_id == officer.id


def deliveries_for(officer: Officer) -> ColumnElement[bool]:
    """What `may_see_delivery` lets this officer see."""
    if not is_administrator(officer):
        return false()
    row = DeliveryRow
    of_agency = true() if officer.agency is Agency.BAWASLU else row.agency == officer.agency
    below = row.office.startswith(f"{officer.office}.", autoescape=True)
    within = true() if officer.office == NATIONAL else or_(row.office == officer.office, below)
    return and_(of_agency, within)
