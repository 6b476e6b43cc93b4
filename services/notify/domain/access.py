"""Who may see what. The SQL filters of the same predicates stand in `storage.access`."""

from __future__ import annotations

from notify.domain.deliveries import Delivery
from notify.domain.errors import NotAdministratorError
from notify.domain.notifications import Notification
from notify.domain.officer import Agency, Officer, Role
from notify.domain.offices import oversees


def may_see_notification(officer: Officer, notification: Notification) -> bool:
    """A notification belongs to its recipient alone, whatever the roles of others."""
    return notification.recipient_id == officer.id


def may_see_delivery(officer: Officer, delivery: Delivery) -> bool:
    """An administrator sees the own office and those below; other agencies' only from Bawaslu, which runs the centre."""
    return (
        is_administrator(officer)
        and (officer.agency is Agency.BAWASLU or officer.agency is delivery.agency)
        and oversees(officer.office, delivery.office)
    )


def is_administrator(officer: Officer) -> bool:
    return Role.ADMINISTRATOR in officer.roles


def require_administrator(officer: Officer) -> None:
    """Raises what answers 403."""
    if not is_administrator(officer):
        raise NotAdministratorError(
            "Deliveries are for administrators. Your own notifications are at /v1/notifications.",
            id="Pengiriman hanya untuk administrator. Pemberitahuan Anda ada di /v1/notifications.",
        )
