from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from chassis.tables import outbox
from notify.messages.consumed import (
    on_case_registered,
    on_deadline_missed,
    on_member_appointed,
    on_task_created,
)
from notify.storage.unit import NotifyUnit
from tests.notify.builders import CASE, an_event
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of


@pytest.fixture
def told(unit: NotifyUnit) -> NotifyUnit:
    """The officer was told of a task and of a missed limit."""
    on_member_appointed(unit, an_event("member.appointed"))
    on_case_registered(unit, an_event("case.registered"))
    on_task_created(unit, an_event("task.created"))
    on_deadline_missed(unit, an_event("deadline.missed"))
    unit.session.flush()
    return unit


def listed(client: ApiClient, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(client.get("/v1/notifications", **query))["items"]
    return items


def acknowledge(client: ApiClient, item: dict[str, Any], tag: str | None = None) -> Any:
    return client.post(f"/v1/notifications/{item['id']}/acknowledge", if_match=tag or item["etag"])


def published(unit: NotifyUnit) -> int:
    return unit.session.scalar(select(func.count()).select_from(outbox)) or 0


@pytest.mark.usefixtures("told")
def test_one_s_notifications_are_listed_newest_first_in_words(client: ApiClient) -> None:
    missed, task = listed(client)
    assert (missed["kind"], task["kind"]) == ("deadline_missed", "task_created")
    assert missed["title"].startswith("[Gakkumdu] BATAS WAKTU TERLEWAT: persidangan dan putusan")
    assert missed["case_id"] == str(CASE)
    assert missed["case_number"] == "010/Reg/LP/PL/Kab/27.09/III/2024"
    assert missed["limit"] == {
        "name": "trial",
        "rule": "P21",
        "safe_limit": "2024-03-20T23:59:59+07:00",
        "legal_limit": "2024-03-21T23:59:59+07:00",
        "unconfirmed": True,
        "provisional": False,
    }
    assert (task["task"], task["acknowledged_at"], task["closed_at"]) == ("discussion_1", None, None)


@pytest.mark.usefixtures("told")
def test_a_reader_of_english_reads_english(client: ApiClient) -> None:
    tag = client.get("/v1/preferences").headers["ETag"]
    everything = ["in_app", "email"]
    kinds = ("task_created", "deadline_approaching", "deadline_missed")
    body = {"channels": dict.fromkeys(kinds, everything), "language": "en", "quiet_hours": None}
    json_of(client.put("/v1/preferences", body, if_match=tag))
    assert "TIME LIMIT MISSED" in listed(client)[0]["title"]


@pytest.mark.usefixtures("told")
def test_the_list_is_paged_by_cursor(client: ApiClient) -> None:
    first = json_of(client.get("/v1/notifications", limit=1))
    second = json_of(client.get("/v1/notifications", limit=1, after=first["next"]))
    assert [page["items"][0]["kind"] for page in (first, second)] == ["deadline_missed", "task_created"]
    assert second["next"] is None


@pytest.mark.usefixtures("told")
def test_the_list_can_be_narrowed(client: ApiClient) -> None:
    acknowledge(client, listed(client)[0])
    assert [item["kind"] for item in listed(client, unread="true")] == ["task_created"]
    assert [item["kind"] for item in listed(client, unread="false")] == ["deadline_missed"]
    assert len(listed(client, case_id=str(CASE))) == 2
    assert listed(client, case_id=str(uuid4())) == []


@pytest.mark.usefixtures("told")
def test_another_s_notifications_are_not_there(client: ApiClient, other: ApiClient) -> None:
    item = listed(client)[0]
    assert listed(other) == []
    problem_of(other.get(f"/v1/notifications/{item['id']}"), 404)
    problem_of(acknowledge(other, item), 404)


@pytest.mark.usefixtures("told")
def test_not_even_an_administrator_sees_another_s(client: ApiClient, administrator: ApiClient) -> None:
    problem_of(administrator.get(f"/v1/notifications/{listed(client)[0]['id']}"), 404)


def test_acknowledging_says_when_and_is_published_once(client: ApiClient, told: NotifyUnit) -> None:
    item = listed(client)[0]
    first = acknowledge(client, item)
    again = acknowledge(client, item)
    assert json_of(first)["acknowledged_at"] is not None
    assert json_of(again) == json_of(first)
    assert first.headers["ETag"] == again.headers["ETag"] == '"2"'
    assert published(told) == 1


def test_an_acknowledgement_needs_the_version_that_was_read(client: ApiClient, told: NotifyUnit) -> None:
    item = listed(client)[0]
    problem_of(client.post(f"/v1/notifications/{item['id']}/acknowledge"), 428)
    problem_of(acknowledge(client, item, '"9"'), 412)
    assert published(told) == 0


@pytest.mark.usefixtures("told")
def test_a_single_notification_comes_with_its_tag(client: ApiClient) -> None:
    item = listed(client)[0]
    answer = client.get(f"/v1/notifications/{item['id']}")
    assert json_of(answer) == item
    assert answer.headers["ETag"] == item["etag"]


@pytest.mark.parametrize(
    "query",
    [
        {"unread": "perhaps"},
        {"case_id": "RC-001"},
        {"limit": "0"},
        {"limit": "201"},
        {"after": "x"},
        {"brand_new": "1"},
    ],
)
def test_a_wrong_query_is_refused(client: ApiClient, query: dict[str, str]) -> None:
    problem_of(client.get("/v1/notifications", **query), 422)


def test_unknown_ids_are_not_found(client: ApiClient) -> None:
    problem_of(client.get(f"/v1/notifications/{uuid4()}"), 404)
    problem_of(client.get("/v1/notifications/1"), 404)
    problem_of(client.post(f"/v1/notifications/{uuid4()}/acknowledge", if_match='"1"'), 404)


def test_nobody_reads_without_a_token(client: ApiClient) -> None:
    problem_of(client.bearing(None).get("/v1/notifications"), 401)


def test_a_token_that_names_no_office_is_not_enough(client: ApiClient) -> None:
    problem_of(client.bearing(token_of("x", office="")).get("/v1/notifications"), 403)
