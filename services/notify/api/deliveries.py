"""The e-mails of the offices an administrator looks after: how they fare, and another try for failed ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from chassis.clock import SystemClock
from chassis.http import precondition, unit_of_work
from chassis.paging import Page, page_request
from chassis.preconditions import etag_of
from notify.actions.deliveries import get_delivery, replay_delivery
from notify.api.identity import officer
from notify.api.schemas import DeliveryPageSchema, DeliveryQuery, DeliverySchema
from notify.domain.access import require_administrator
from notify.domain.deliveries import Delivery, DeliveryId
from notify.storage.unit import NotifyUnit

deliveries = Blueprint("deliveries", __name__, url_prefix="/v1", description="How e-mails fare.")

MACHINE = SystemClock()

Answer = tuple[Delivery, int, dict[str, str]]


@deliveries.get("/deliveries")
@deliveries.arguments(DeliveryQuery, location="query", unknown=RAISE)
@deliveries.response(200, DeliveryPageSchema)
@deliveries.alt_response(403, description="You are no administrator.")
def list_deliveries(query: dict[str, Any]) -> Page[Delivery]:
    """E-mails to your office and those below, newest first."""
    me = officer()
    require_administrator(me)
    asked = page_request(query)
    with unit_of_work(NotifyUnit) as unit:
        return unit.deliveries.page(me, asked, state=query["state"], recipient=query["recipient"])


@deliveries.get("/deliveries/<uuid:delivery_id>")
@deliveries.response(200, DeliverySchema)
@deliveries.alt_response(404, description="Unknown, or not yours to see.")
def read_delivery(delivery_id: UUID) -> Answer:
    """One e-mail, with its ETag."""
    with unit_of_work(NotifyUnit) as unit:
        return _answer(get_delivery(unit, DeliveryId(delivery_id), officer()))


@deliveries.post("/deliveries/<uuid:delivery_id>/replay")
@deliveries.response(202, DeliverySchema)
@deliveries.alt_response(404, description="Unknown, or not yours to see.")
@deliveries.alt_response(409, description="It has not failed.")
@deliveries.alt_response(412, description="You have read an older version.")
@deliveries.alt_response(428, description="Send the ETag in If-Match.")
def replay(delivery_id: UUID) -> Answer:
    """Try a failed e-mail again, with the same words and the same Message-ID."""
    with unit_of_work(NotifyUnit) as unit:
        again = replay_delivery(
            unit, DeliveryId(delivery_id), officer(), expected=precondition(), now=MACHINE.now()
        )
        return _answer(again, 202)


def _answer(delivery: Delivery, status: int = 200) -> Answer:
    return delivery, status, {"ETag": etag_of(delivery.version)}
