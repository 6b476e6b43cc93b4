"""The inbox: filters, order, pages and counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.http import ApiClient, json_of
from tests.support.tokens import token_of
from tests.workflow.builders import MONDAY, CaseBench, a_task
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.unit import WorkflowUnit

CLAIMED = {"state": TaskState.CLAIMED, "assignee": "somebody"}
DONE = {"state": TaskState.COMPLETED, "assignee": "somebody", "closed_at": MONDAY}
SOON, LATER = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)


def listed(client: ApiClient, **query: Any) -> list[UUID]:
    """The ids an inbox shows, having checked that the count agrees."""
    items = json_of(client.get("/v1/tasks", **query, limit=200))["items"]
    assert json_of(client.get("/v1/tasks/count", **query)) == {"count": len(items)}
    return [UUID(item["id"]) for item in items]


def walked(client: ApiClient, **query: Any) -> list[UUID]:
    """The ids of all pages."""
    ids, after = [], None
    while True:
        page = json_of(client.get("/v1/tasks", **query, **({"after": after} if after else {})))
        ids += [UUID(item["id"]) for item in page["items"]]
        after = page["next"]
        if after is None:
            return ids


def test_a_task_is_shown_with_its_case_and_limits(bench: CaseBench, client: ApiClient) -> None:
    case_id = bench.until_registered()
    (task,) = json_of(client.get("/v1/tasks"))["items"]
    assert task | {"id": None, "created_at": None} == {
        "id": None,
        "case_id": str(case_id),
        "track": None,
        "name": "discussion_1",
        "title": "Pembahasan Pertama",
        "form": "discussion-1",
        "limit": "discussion_1",
        "agency": "bawaslu",
        "role": "officer",
        "office": "32.15",
        "level": "regency",
        "zone": "WIB",
        "regime": "pemilu",
        "stage": "assessment",
        "articles": [],
        "intake_number": "001/LP/PL/Kab/13.19/I/2024",
        "register_number": "001/Reg/LP/PL/Kab/13.19/I/2024",
        "state": "open",
        "case_state": "running",
        "assignee": None,
        "priority": "normal",
        "follow_up_on": None,
        "follow_up_by": None,
        "delegators": [],
        "returned_at": None,
        "version": 1,
        "created_at": None,
        "due_at": "2024-01-30T00:00:00+07:00",
        "legal_limit": "2024-01-30T23:59:59+07:00",
        "limit_unconfirmed": True,
        "limit_provisional": False,
        "closed_at": None,
    }
    one = client.get(f"/v1/tasks/{task['id']}")
    assert (json_of(one), one.headers["ETag"]) == (task, '"1"')


def test_limits_are_shown_in_the_time_of_the_office(bench: CaseBench, client: ApiClient) -> None:
    task = a_task(office="91.71", due_at=SOON, legal_limit=SOON)
    bench.put(task)
    jayapura = client.bearing(token_of(office="91.71"))
    assert json_of(jayapura.get("/v1/tasks"))["items"][0]["due_at"] == "2024-01-30T11:00:00+09:00"


@pytest.mark.parametrize(
    ("query", "matching"),
    [
        ({"agency": "polri"}, {"agency": "polri"}),
        ({"office": "32.16"}, {"office": "32.16"}),
        ({"assignee": "bawaslu-karawang"}, {**CLAIMED, "assignee": "bawaslu-karawang"}),
        ({"name": "verdict"}, {"name": "verdict"}),
        ({"case_id": UUID(int=7)}, {"case_id": UUID(int=7)}),
        ({"state": "completed"}, DONE),
        ({"state": "cancelled"}, {"state": TaskState.CANCELLED, "closed_at": MONDAY}),
        ({"state": "claimed"}, CLAIMED),
        ({"due_before": LATER.isoformat()}, {"due_at": SOON}),
        ({"agency": "polri", "name": "verdict"}, {"agency": "polri", "name": "verdict"}),
    ],
    ids=str,
)
def test_each_filter_keeps_what_matches_and_drops_the_rest(
    bench: CaseBench, auditor: ApiClient, query: dict[str, Any], matching: dict[str, Any]
) -> None:
    wanted, other = a_task(**matching), a_task(due_at=LATER)
    bench.put(wanted, other)
    assert listed(auditor, **query) == [wanted.id]


def test_closed_tasks_are_shown_only_when_asked_for(bench: CaseBench, client: ApiClient) -> None:
    opened, claimed, done = a_task(), a_task(**CLAIMED), a_task(**DONE)
    bench.put(opened, claimed, done)
    assert set(listed(client)) == {opened.id, claimed.id}


def test_a_candidate_sees_the_open_tasks_of_its_own_agency(bench: CaseBench, client: ApiClient) -> None:
    mine, claimed, theirs = a_task(), a_task(**CLAIMED), a_task(agency="polri")
    bench.put(mine, claimed, theirs)
    assert listed(client, candidate=True) == [mine.id]
    assert len(listed(client, candidate=False)) == 3


def test_an_auditor_is_a_candidate_for_nothing(bench: CaseBench, auditor: ApiClient) -> None:
    bench.put(a_task())
    assert listed(auditor, candidate="true") == []
    assert len(listed(auditor)) == 1


@pytest.mark.parametrize(
    ("level", "office", "seen"),
    [
        ("regency", "32.15", {"32.15"}),
        ("province", "32", {"32", "32.15", "32.16"}),
        ("national", "00", {"00", "32", "32.15", "32.16", "33.15"}),
    ],
)
def test_each_level_sees_what_is_below_it(
    bench: CaseBench, client: ApiClient, level: str, office: str, seen: set[str]
) -> None:
    tasks = [a_task(office=code) for code in ("00", "32", "32.15", "32.16", "33.15")]
    bench.put(*tasks)
    ids = listed(client.bearing(token_of(office=office, level=level)))
    assert set(ids) == {task.id for task in tasks if task.office in seen}


def test_confidential_tasks_are_not_even_counted(bench: CaseBench, client: ApiClient) -> None:
    tasks = [a_task(confidentiality=level) for level in (1, 2, 3, 4)]
    bench.put(*tasks)
    assert set(listed(client)) == {tasks[0].id, tasks[1].id}
    coordinator = client.bearing(token_of(roles=["coordinator"]))
    assert len(listed(coordinator)) == 4


def test_the_most_urgent_come_first_and_those_without_a_limit_last(
    bench: CaseBench, client: ApiClient
) -> None:
    tasks = [a_task(), a_task(due_at=LATER), a_task(due_at=SOON), a_task(due_at=SOON), a_task()]
    bench.put(*tasks)
    far = datetime.max.replace(tzinfo=MONDAY.tzinfo)
    wanted = sorted(tasks, key=lambda task: (task.due_at or far, task.id))
    assert listed(client) == [task.id for task in wanted]


def test_pages_of_any_size_show_each_task_once_in_order(bench: CaseBench, client: ApiClient) -> None:
    tasks = [a_task(due_at=(None, SOON, LATER)[number % 3]) for number in range(13)]
    bench.put(*tasks)
    whole = listed(client)
    assert len(whole) == 13
    for limit in (1, 2, 5, 12, 13, 14):
        assert walked(client, limit=limit) == whole


def test_the_last_page_says_so_even_when_it_is_full(bench: CaseBench, client: ApiClient) -> None:
    bench.put(a_task(), a_task())
    assert json_of(client.get("/v1/tasks", limit=2))["next"] is None


def test_no_task_is_skipped_or_repeated_while_others_come_and_go(bench: CaseBench, client: ApiClient) -> None:
    staying = [a_task(due_at=MONDAY + timedelta(hours=number)) for number in range(12)]
    bench.put(*staying)
    going = [a_task(due_at=MONDAY + timedelta(hours=number, minutes=1)) for number in range(12)]
    bench.put(*going)
    seen: list[UUID] = []
    after = None
    for turn in range(100):
        page = json_of(client.get("/v1/tasks", limit=3, **({"after": after} if after else {})))
        seen += [UUID(item["id"]) for item in page["items"]]
        after = page["next"]
        if after is None:
            break
        bench.put(a_task(due_at=MONDAY - timedelta(hours=turn)), a_task())
        finish(bench, going.pop())
        finish(bench, next(task for task in staying if task.id in seen))
    assert len(seen) == len(set(seen))
    assert set(seen) >= {task.id for task in staying}


def finish(bench: CaseBench, task: HumanTask) -> None:
    """Somebody closes it."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        task.state = TaskState.COMPLETED
        unit.tasks.save([task])


def test_a_cursor_of_another_list_is_refused(bench: CaseBench, client: ApiClient, auditor: ApiClient) -> None:
    bench.put(a_task(), a_task())
    cursor = json_of(auditor.get("/v1/ledger/heads", limit=1))["next"]
    assert client.get("/v1/tasks", after=cursor).status_code == 422


def test_a_cursor_shows_nobody_more_than_he_may_see(
    bench: CaseBench, client: ApiClient, stranger: ApiClient
) -> None:
    bench.put(a_task(), a_task(), a_task(case_id=uuid4()))
    cursor = json_of(client.get("/v1/tasks", limit=1))["next"]
    assert json_of(stranger.get("/v1/tasks", after=cursor)) == {"items": [], "next": None}
