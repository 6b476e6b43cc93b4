from __future__ import annotations

import re

import pytest

from chassis.database import Database
from chassis.errors import DomainError
from chassis.http import routes
from chassis.problems import CHASSIS_STATUS
from notify.api.problems import STATUS
from notify.app import create_app
from notify.domain import errors
from notify.domain.preferences import Channel
from notify.settings import notify_settings
from notify.storage.unit import NotifyUnit
from tests.notify.api.conftest import ENVIRONMENT, app_on
from tests.notify.builders import a_delivery, a_notification, an_alert
from tests.support.http import ApiClient, json_of
from tests.support.tokens import token_of


@pytest.fixture
def client(database: Database) -> ApiClient:
    """Of an application of its own: what tells of its health keeps to the database it was made with."""
    return ApiClient(app_on(database), token_of("bawaslu-karawang"))


def test_everything_but_health_asks_for_a_token() -> None:
    app = create_app(notify_settings(ENVIRONMENT))
    public = {name for name, is_public in routes(app).items() if is_public}
    assert public <= {
        "api-docs.openapi_json",
        "health.livez",
        "health.readyz",
        "health.idle_view",
        "health.metrics",
    }


def test_every_error_of_the_domain_has_a_status() -> None:
    own = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)]
    assert {kind for kind in own if kind.__module__ == errors.__name__} == set(STATUS)
    assert all(STATUS[kind] == _status_of_base(kind) for kind in STATUS)


def _status_of_base(kind: type[DomainError]) -> int:
    return next(CHASSIS_STATUS[base] for base in kind.__mro__ if base in CHASSIS_STATUS)


def test_the_openapi_document_names_every_resource(client: ApiClient) -> None:
    document = json_of(client.bearing(None).get("/openapi.json"))
    assert {re.sub(r"\{[^}]*\}", "{id}", path) for path in document["paths"]} == {
        "/v1/notifications",
        "/v1/notifications/{id}",
        "/v1/notifications/{id}/acknowledge",
        "/v1/preferences",
        "/v1/deliveries",
        "/v1/deliveries/{id}",
        "/v1/deliveries/{id}/replay",
    }


def test_idle_shows_due_emails_without_waiting_for_them(client: ApiClient, unit: NotifyUnit) -> None:
    alert = an_alert()
    unit.alerts.add(alert, vacant=False)
    notification = a_notification(alert=alert)
    unit.notifications.add(notification, in_app=True)
    unit.deliveries.add(a_delivery(notification_id=notification.id), Channel.EMAIL)
    unit.session.flush()
    report = json_of(client.bearing(None).get("/v1/idle"))
    assert (report["due_emails"], report["due_timers"], report["unsent"]) == (1, 0, 0)
    assert report["applied"] == {"cases": 0, "workflow": 0}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_told_to_everybody(client: ApiClient, path: str) -> None:
    json_of(client.bearing(None).get(path))
