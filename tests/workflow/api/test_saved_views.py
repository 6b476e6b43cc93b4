"""Questions that officers keep: asked again, counted, changed, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.api.test_inbox import walked
from tests.workflow.builders import CaseBench, a_task
from tests.workflow.picture import picture_of
from workflow.domain.saved_view import MOST_VIEWS

POLICE = {"name": "Polri", "query": {"agency": "polri", "sort": "-created", "fields": "id,agency"}}


def kept(client: ApiClient, body: Any = None) -> dict[str, Any]:
    view: dict[str, Any] = json_of(client.post("/v1/views", POLICE if body is None else body), 201)
    return view


def change(client: ApiClient, view: dict[str, Any], body: Any, *, tag: str | None = '"1"') -> TestResponse:
    return client.put(f"/v1/views/{view['id']}", body, if_match=tag)


def remove(client: ApiClient, view: dict[str, Any], *, tag: str | None = '"1"') -> TestResponse:
    headers = {"If-Match": tag} if tag else {}
    return client.send("DELETE", f"/v1/views/{view['id']}", headers=headers)


def test_a_view_asks_its_question_with_its_order_and_columns(bench: CaseBench, client: ApiClient) -> None:
    theirs = a_task(agency="polri")
    bench.put(a_task(), theirs)
    view = kept(client)
    assert json_of(client.get("/v1/tasks", view=view["id"]))["items"] == [
        {"id": str(theirs.id), "agency": "polri"}
    ]
    assert json_of(client.get("/v1/tasks/count", view=view["id"])) == {"count": 1}


def test_what_stands_beside_a_view_goes_before_it(bench: CaseBench, client: ApiClient) -> None:
    mine = a_task()
    bench.put(mine, a_task(agency="polri"))
    asked = {"view": kept(client)["id"], "agency": "bawaslu"}
    assert [item["id"] for item in json_of(client.get("/v1/tasks", **asked))["items"]] == [str(mine.id)]
    assert json_of(client.get("/v1/tasks/count", **asked)) == {"count": 1}


def test_the_pages_of_a_view_fit_together(bench: CaseBench, client: ApiClient) -> None:
    tasks = [a_task(agency="polri") for _ in range(5)]
    bench.put(*tasks)
    found: list[UUID] = walked(client, view=kept(client)["id"], limit=2)
    assert set(found) == {task.id for task in tasks}


def test_a_view_does_not_widen_what_its_owner_may_see(bench: CaseBench, client: ApiClient) -> None:
    view = kept(client, {"name": "Elsewhere", "query": {"office": "51.01"}})
    bench.put(a_task(office="51.01"))
    assert json_of(client.get("/v1/tasks", view=view["id"]))["items"] == []


def test_views_are_listed_by_name_and_shown_with_their_version(client: ApiClient) -> None:
    views = [kept(client, {**POLICE, "name": name}) for name in ("b", "a")]
    listed = json_of(client.get("/v1/views"))["items"]
    assert [view["id"] for view in listed] == [views[1]["id"], views[0]["id"]]
    one = client.get(f"/v1/views/{views[0]['id']}")
    assert (json_of(one), one.headers["ETag"]) == (listed[1], '"1"')


def test_a_view_is_changed_and_deleted_in_the_version_that_was_read(client: ApiClient) -> None:
    view, other = kept(client), {"name": "Mine", "query": {"mine": "true"}}
    problem_of(change(client, view, other, tag=None), 428)
    changed = json_of(change(client, view, other))
    assert (changed["name"], changed["query"], changed["version"]) == ("Mine", {"mine": "true"}, 2)
    problem_of(change(client, view, other), 412)
    problem_of(remove(client, view, tag=None), 428)
    problem_of(remove(client, view), 412)
    assert remove(client, view, tag='"2"').status_code == 204
    problem_of(client.get("/v1/tasks", view=view["id"]), 404)


def test_a_view_of_somebody_else_is_not_there(bench: CaseBench, client: ApiClient) -> None:
    view = kept(client)
    other = client.bearing(token_of("bawaslu-2"))
    before = picture_of(bench.database)
    for answer in (
        other.get("/v1/tasks", view=view["id"]),
        other.get("/v1/tasks/count", view=view["id"]),
        other.get(f"/v1/views/{view['id']}"),
        change(other, view, POLICE),
        change(other, view, {}),
        remove(other, view),
    ):
        assert problem_of(answer, 404)["detail_id"]
    assert json_of(other.get("/v1/views"))["items"] == []
    assert picture_of(bench.database) == before


def test_a_key_keeps_one_view_however_often_it_is_sent(client: ApiClient) -> None:
    first, again = (client.post("/v1/views", POLICE, key="once") for _ in range(2))
    assert json_of(first, 201) == json_of(again, 201)
    assert len(json_of(client.get("/v1/views"))["items"]) == 1


def test_nobody_keeps_more_than_he_can_look_through(client: ApiClient) -> None:
    for _ in range(MOST_VIEWS):
        kept(client)
    problem_of(client.post("/v1/views", POLICE), 409)


WRONG: dict[str, Any] = {
    "nothing": {},
    "no question": {"name": "x"},
    "no name": {"query": {}},
    "an empty name": {"name": " ", "query": {}},
    "a long name": {"name": "x" * 101, "query": {}},
    "a name with U+0000": {"name": "a\0b", "query": {}},
    "a list for a question": {"name": "x", "query": ["mine"]},
    "a filter that is not offered": {"name": "x", "query": {"colour": "red"}},
    "a name of Python": {"name": "x", "query": {"__class__": "x"}},
    "a page": {"name": "x", "query": {"after": "x"}},
    "another view": {"name": "x", "query": {"view": str(uuid4())}},
    "an order that is not offered": {"name": "x", "query": {"sort": "title"}},
    "a column that is not there": {"name": "x", "query": {"fields": "salary"}},
    "a time without zone": {"name": "x", "query": {"due_from": "2024-01-30T10:00:00"}},
    "an empty span": {
        "name": "x",
        "query": {"due_from": "2024-01-30T10:00:00Z", "due_until": "2024-01-30T10:00:00Z"},
    },
    "somebody as owner": {"name": "x", "query": {}, "owner": "bawaslu-2"},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_a_question_that_makes_no_sense_is_not_kept(bench: CaseBench, client: ApiClient, body: Any) -> None:
    before = picture_of(bench.database)
    problem = problem_of(client.post("/v1/views", body), 422)
    assert problem["errors"]
    assert picture_of(bench.database) == before
