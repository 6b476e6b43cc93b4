"""One's own notifications: list, read, acknowledge."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from chassis.http import precondition, unit_of_work
from chassis.paging import Page, page_request
from chassis.preconditions import etag_of
from notify.actions.notifications import acknowledge, get_notification
from notify.actions.texts import in_words, language_of
from notify.api.identity import officer
from notify.api.schemas import NotificationPageSchema, NotificationQuery, NotificationSchema
from notify.domain.notifications import Notification, NotificationId
from notify.domain.told import Told
from notify.storage.unit import NotifyUnit

notifications = Blueprint("notifications", __name__, url_prefix="/v1", description="What you were told.")

Answer = tuple[Told, int, dict[str, str]]


@notifications.get("/notifications")
@notifications.arguments(NotificationQuery, location="query", unknown=RAISE)
@notifications.response(200, NotificationPageSchema)
def list_notifications(query: dict[str, Any]) -> Page[Told]:
    """Your notifications, newest first; `unread=true` are those you have not acknowledged."""
    me = officer()
    asked = page_request(query)
    with unit_of_work(NotifyUnit) as unit:
        page = unit.notifications.page(me, asked, unread=query["unread"], case_id=query["case_id"])
        return Page(in_words(unit, page.items, language_of(unit, me.id)), page.next)


@notifications.get("/notifications/<uuid:notification_id>")
@notifications.response(200, NotificationSchema)
@notifications.alt_response(404, description="Unknown, or another's.")
def read_notification(notification_id: UUID) -> Answer:
    """One notification of yours, with its ETag."""
    with unit_of_work(NotifyUnit) as unit:
        return _answer(unit, get_notification(unit, NotificationId(notification_id), officer()))


@notifications.post("/notifications/<uuid:notification_id>/acknowledge")
@notifications.response(200, NotificationSchema)
@notifications.alt_response(404, description="Unknown, or another's.")
@notifications.alt_response(412, description="You have read an older version.")
@notifications.alt_response(428, description="Send the ETag in If-Match.")
def acknowledge_notification(notification_id: UUID) -> Answer:
    """Say that you know; the same request again changes nothing."""
    with unit_of_work(NotifyUnit) as unit:
        known = acknowledge(unit, NotificationId(notification_id), officer(), expected=precondition())
        return _answer(unit, known)


def _answer(unit: NotifyUnit, notification: Notification) -> Answer:
    [told] = in_words(unit, [notification], language_of(unit, notification.recipient_id))
    return told, 200, {"ETag": etag_of(notification.version)}
