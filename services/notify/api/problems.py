"""The status that answers each broken rule of this service."""

from __future__ import annotations

from chassis.problems import StatusTable
from notify.domain import errors

STATUS: StatusTable = {
    errors.NotificationNotFoundError: 404,
    errors.DeliveryNotFoundError: 404,
    errors.NotAdministratorError: 403,
    errors.DeliveryNotFailedError: 409,
    errors.MissedLimitSilencedError: 422,
    errors.QuietHoursError: 422,
}
