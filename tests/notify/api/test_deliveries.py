from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from notify.domain.deliveries import Delivery
from notify.messages.consumed import on_member_appointed, on_task_created
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON, an_event
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of


@pytest.fixture
def failed(unit: NotifyUnit) -> Delivery:
    """An e-mail that the mail server refused."""
    on_member_appointed(unit, an_event("member.appointed"))
    on_task_created(unit, an_event("task.created"))
    claim = unit.deliveries.claim(now=NOON.replace(year=2100), until=NOON)
    assert claim is not None
    refused = claim.delivery.refused("550 no such user")
    unit.deliveries.settle(refused, claim)
    unit.session.flush()
    return refused


def listed(client: ApiClient, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(client.get("/v1/deliveries", **query))["items"]
    return items


def replay(client: ApiClient, delivery_id: UUID, tag: str | None) -> Any:
    return client.post(f"/v1/deliveries/{delivery_id}/replay", if_match=tag)


def administrator_of(client: ApiClient, agency: str, office: str) -> ApiClient:
    return client.bearing(token_of("admin", agency=agency, office=office, roles=["administrator"]))


def test_administrators_see_how_an_email_fares(administrator: ApiClient, failed: Delivery) -> None:
    [item] = listed(administrator)
    assert item["id"] == str(failed.id)
    assert (item["state"], item["attempts"], item["last_error"]) == ("failed", 1, "550 no such user")
    assert (item["recipient"], item["channel"]) == ("bawaslu-karawang", "email")
    answer = administrator.get(f"/v1/deliveries/{failed.id}")
    assert json_of(answer) == item
    assert answer.headers["ETag"] == item["etag"]


@pytest.mark.usefixtures("failed")
def test_the_list_can_be_narrowed(administrator: ApiClient) -> None:
    assert len(listed(administrator, state="failed", recipient="bawaslu-karawang")) == 1
    assert listed(administrator, state="sent") == []
    assert listed(administrator, recipient="somebody") == []


def test_others_do_not_see_deliveries(client: ApiClient, failed: Delivery) -> None:
    problem_of(client.get("/v1/deliveries"), 403)
    problem_of(client.get(f"/v1/deliveries/{failed.id}"), 404)
    problem_of(replay(client, failed.id, '"3"'), 404)


@pytest.mark.parametrize(
    ("agency", "office", "seen"),
    [
        ("bawaslu", "32.15", 1),
        ("bawaslu", "32", 1),
        ("bawaslu", "51", 0),
        ("bawaslu", "32.1", 0),
        ("polri", "00", 0),
    ],
)
def test_an_administrator_sees_the_own_office_and_those_below(
    client: ApiClient, failed: Delivery, agency: str, office: str, seen: int
) -> None:
    admin = administrator_of(client, agency, office)
    assert len(listed(admin)) == seen
    assert admin.get(f"/v1/deliveries/{failed.id}").status_code == (200 if seen else 404)


def test_a_failed_delivery_is_replayed(administrator: ApiClient, failed: Delivery) -> None:
    tag = administrator.get(f"/v1/deliveries/{failed.id}").headers["ETag"]
    again = json_of(replay(administrator, failed.id, tag), 202)
    assert (again["state"], again["attempts"]) == ("pending", 0)
    problem_of(replay(administrator, failed.id, tag), 412)
    problem = problem_of(replay(administrator, failed.id, again["etag"]), 409)
    assert problem["type"] == "/problems/delivery-not-failed"


def test_a_replay_needs_the_version_that_was_read(administrator: ApiClient, failed: Delivery) -> None:
    problem_of(replay(administrator, failed.id, None), 428)
    problem_of(replay(administrator, uuid4(), '"1"'), 404)


@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": "many"}, {"after": "?"}, {"x": "1"}])
def test_a_wrong_query_is_refused(administrator: ApiClient, query: dict[str, str]) -> None:
    problem_of(administrator.get("/v1/deliveries", **query), 422)
