"""What can be asked of the inbox over HTTP: each filter, each order, the columns, and questions that are none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.workflow.api.test_inbox import finish, listed, walked
from tests.workflow.builders import MONDAY, CaseBench, a_task
from tests.workflow.desk import ME
from workflow.domain.inbox import Sort
from workflow.domain.instance import InstanceState
from workflow.domain.officer import Role
from workflow.domain.task import HumanTask, Priority, TaskState

DAY = timedelta(days=1)
ORDERS = [*Sort, *(f"-{sort}" for sort in Sort)]
FILTERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "level": ({"level": "province"}, {"level": "province", "office": "32"}),
    "role": ({"role": "coordinator"}, {"role": Role.COORDINATOR}),
    "track": ({"track": UUID(int=5)}, {"track": UUID(int=5)}),
    "regime": ({"regime": "pilkada"}, {"regime": "pilkada"}),
    "stage": ({"stage": "prosecution"}, {"stage": "prosecution"}),
    "article": ({"article": "Pasal 523 ayat (1)"}, {"articles": ["Pasal 521", "Pasal 523 ayat (1)"]}),
    "case state": ({"case_state": "suspended"}, {"case_state": InstanceState.SUSPENDED}),
    "priority": ({"priority": "high"}, {"priority": Priority.HIGH}),
    "created before": ({"created_until": MONDAY.isoformat()}, {"created_at": MONDAY - DAY}),
    "created since": ({"created_from": (MONDAY + DAY).isoformat()}, {"created_at": MONDAY + DAY}),
    "due": (
        {"due_from": MONDAY.isoformat(), "due_until": (MONDAY + 2 * DAY).isoformat()},
        {"due_at": MONDAY + DAY},
    ),
    "overdue": ({"overdue": "true"}, {"due_at": MONDAY - DAY}),
    "a word": ({"text": "kajian"}, {"title": "Susun kajian awal"}),
    "a stem": ({"text": "laporkan"}, {"title": "Terima laporan"}),
    "a number": ({"text": "017/LP"}, {"intake_number": "017/LP/PL/Kab/13.19/I/2024"}),
    "a register number": ({"text": "REG 020"}, {"register_number": "020/Reg/LP/PL/Kab/13.19/I/2024"}),
    "many": (
        {"regime": "pilkada", "overdue": "true", "text": "kajian", "priority": "low", "agency": "polri"},
        {
            "regime": "pilkada",
            "due_at": MONDAY - DAY,
            "title": "Kajian",
            "priority": Priority.LOW,
            "agency": "polri",
        },
    ),
}


@pytest.mark.parametrize(("query", "matching"), FILTERS.values(), ids=FILTERS)
def test_each_filter_keeps_what_matches_and_drops_the_rest(
    bench: CaseBench, auditor: ApiClient, query: dict[str, Any], matching: dict[str, Any]
) -> None:
    wanted, other = a_task(**{"title": "Registrasi", **matching}), a_task(title="Registrasi")
    bench.put(wanted, other)
    assert listed(auditor, **query) == [wanted.id]


@pytest.mark.parametrize(
    "article", ["Pasal '521'", "100%", "%(limit)s", r"a\b\\'", "{a,b}", ":limit", 'x"y', "é-1"]
)
def test_an_article_is_asked_for_word_for_word(bench: CaseBench, auditor: ApiClient, article: str) -> None:
    wanted = a_task(articles=[article])
    bench.put(wanted, a_task(articles=["Pasal 521"]))
    assert listed(auditor, article=article) == [wanted.id]


def test_mine_are_those_in_my_hands_alone(bench: CaseBench, client: ApiClient) -> None:
    held = {"state": TaskState.CLAIMED}
    mine, theirs = a_task(**held, assignee=ME), a_task(**held, assignee="somebody")
    bench.put(mine, theirs, a_task())
    assert listed(client, mine="true") == [mine.id]


def a_crowd() -> list[HumanTask]:
    """Many of a kind, so that only the last value of each order tells them apart."""
    return [
        a_task(
            created_at=MONDAY + DAY * (number % 2),
            due_at=(None, MONDAY + DAY, MONDAY + 5 * DAY)[number % 3],
            priority=Priority(1 + number % 3),
        )
        for number in range(14)
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_total_and_its_pages_fit_together(
    bench: CaseBench, client: ApiClient, auditor: ApiClient, order: str
) -> None:
    bench.put(*a_crowd())
    whole = walked(client, sort=order, limit=200)
    assert len(set(whole)) == 14
    for limit in (1, 3, 13):
        assert walked(client, sort=order, limit=limit) == whole
        assert walked(auditor, sort=order, limit=limit) == whole


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_skips_or_repeats_a_task_while_others_come_and_go(
    bench: CaseBench, client: ApiClient, order: str
) -> None:
    staying, going = a_crowd(), a_crowd()
    bench.put(*staying, *going)
    seen: list[str] = []
    after = None
    while True:
        page = json_of(client.get("/v1/tasks", sort=order, limit=4, **({"after": after} if after else {})))
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
        if going:
            finish(bench, going.pop())
        bench.put(a_task(id=UUID(int=len(seen)), created_at=MONDAY - DAY), a_task())
    assert len(seen) == len(set(seen))
    assert set(seen) >= {str(task.id) for task in staying}


def test_columns_are_shown_as_asked(bench: CaseBench, client: ApiClient) -> None:
    task = a_task(limit_name="registration", due_at=MONDAY)
    bench.put(task)
    (shown,) = json_of(client.get("/v1/tasks", fields="id, limit,due_at"))["items"]
    assert shown == {"id": str(task.id), "limit": "registration", "due_at": MONDAY.isoformat()}


def test_columns_do_not_change_which_page_follows(bench: CaseBench, client: ApiClient) -> None:
    bench.put(*a_crowd())
    assert walked(client, limit=3, fields="id") == walked(client, limit=3)


NONSENSE: dict[str, tuple[dict[str, str], str]] = {
    "an order that is not offered": ({"sort": "title"}, "sort"),
    "a column for an order": ({"sort": "assignee"}, "sort"),
    "two signs": ({"sort": "--due"}, "sort"),
    "an order of Python": ({"sort": "__class__"}, "sort"),
    "a column that is not there": ({"fields": "id,salary"}, "fields"),
    "an attribute of Python": ({"fields": "__dict__"}, "fields"),
    "a name behind the API": ({"fields": "working_limit"}, "fields"),
    "no column": ({"fields": "id,"}, "fields"),
    "a long list of columns": ({"fields": "id," * 500}, "fields"),
    "a time without zone": ({"due_from": "2024-01-30T10:00:00"}, "due_from"),
    "a day for a time": ({"created_until": "2024-01-30"}, "created_until"),
    "an empty span": (
        {"due_from": "2024-01-30T10:00:00Z", "due_until": "2024-01-30T17:00:00+07:00"},
        "due_from",
    ),
    "signs without a word": ({"text": "%_-"}, "text"),
    "a long text": ({"text": "x" * 201}, "text"),
    "a priority by number": ({"priority": "1"}, "priority"),
    "a stage of nowhere": ({"stage": "appeal"}, "stage"),
    "mine perhaps": ({"mine": "perhaps"}, "mine"),
    "a view that is no id": ({"view": "mine"}, "view"),
}


@pytest.mark.parametrize(("query", "field"), NONSENSE.values(), ids=NONSENSE)
def test_a_question_that_makes_no_sense_is_refused_with_its_field(
    client: ApiClient, query: dict[str, str], field: str
) -> None:
    problem = problem_of(client.get("/v1/tasks", **query), 422)
    assert field in {error["field"] for error in problem["errors"]}
    assert problem["detail_id"]


OTHERS: list[dict[str, Any]] = [
    {},
    {"sort": "-due"},
    {"sort": "created"},
    {"sort": "due", "regime": "pilkada"},
    {"sort": "due", "overdue": "true"},
    {"sort": "due", "case_id": UUID(int=1)},
]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_a_cursor_of_another_question_is_refused(
    bench: CaseBench, client: ApiClient, other: dict[str, Any]
) -> None:
    bench.put(a_task(), a_task())
    after = json_of(client.get("/v1/tasks", sort="due", limit=1))["next"]
    assert json_of(client.get("/v1/tasks", sort="due", after=after))["items"]
    assert problem_of(client.get("/v1/tasks", after=after, **other), 422)["errors"][0]["field"] == "after"


def test_a_cursor_that_was_written_anew_is_refused(bench: CaseBench, client: ApiClient) -> None:
    bench.put(a_task(), a_task())
    after = json_of(client.get("/v1/tasks", limit=1))["next"]
    for forged in (after[:-4], after[4:], f"{after}AAAA", after.swapcase()):
        problem_of(client.get("/v1/tasks", after=forged), 422)


@pytest.mark.parametrize("order", ORDERS)
def test_a_cursor_in_other_hands_fits_or_is_refused(
    bench: CaseBench, client: ApiClient, auditor: ApiClient, order: str
) -> None:
    tasks = a_crowd()
    bench.put(*tasks)
    for limit in (2, 12):
        after = json_of(auditor.get("/v1/tasks", sort=order, limit=limit))["next"]
        answer = client.get("/v1/tasks", sort=order, after=after)
        if answer.status_code == 422:
            assert order.removeprefix("-") == "urgency"  # which the whole country has in another way
        else:
            assert len(json_of(answer)["items"]) == len(tasks) - limit


@pytest.mark.parametrize("article", ["Pasal 'x'; --", 'a "b" {c}', "50% \\' %(article)s", ":article"])
def test_an_article_is_looked_for_letter_by_letter(bench: CaseBench, client: ApiClient, article: str) -> None:
    bench.put(a_task(articles=[article]), a_task(articles=["Pasal 521"]))
    (found,) = json_of(client.get("/v1/tasks", article=article))["items"]
    assert found["articles"] == [article]
    assert json_of(client.get("/v1/tasks/count", article=article)) == {"count": 1}
