"""One change of many tasks: each fares as it would alone, and a repeated bulk has one effect."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.builders import UNKNOWN, CaseBench, a_task
from tests.workflow.conftest import BPMN
from tests.workflow.desk import ME, appoint, stored
from tests.workflow.picture import picture_of
from workflow.actions.procedure import procedure_files
from workflow.api.bulk_schemas import SAYS
from workflow.api.task_acts import ACTS
from workflow.domain.task import HumanTask, TaskState

OTHER = "bawaslu-2"
STUDIED = {"decision": "complete", "initial_study_completed": UNKNOWN}
SAID: dict[str, tuple[dict[str, Any], str]] = {
    "assign": ({"assignee": OTHER, "reason": "on leave"}, "coordinator"),
    "delegate": ({"assignee": OTHER, "reason": "on leave"}, "officer"),
    "unclaim": ({}, "officer"),
    "priority": ({"priority": "low", "reason": "waits for the expert"}, "coordinator"),
    "follow-up": ({"follow_up_on": "2024-01-30", "reason": "hearing"}, "officer"),
    "return": ({"reason": "the date is missing"}, "coordinator"),
    "complete": ({"answers": STUDIED}, "officer"),
}
"""What each action says of tasks that one officer holds, and who says it."""


@pytest.fixture
def roster(bench: CaseBench) -> None:
    appoint(bench, ME, OTHER)


def held(bench: CaseBench, count: int = 3) -> list[HumanTask]:
    """First tasks of so many cases, in the hands of the officer who asks."""
    return [bench.claim(bench.start(), "initial_study") for _ in range(count)]


def named(*tasks: HumanTask) -> list[dict[str, Any]]:
    return [{"id": str(task.id), "version": task.version} for task in tasks]


def send(client: ApiClient, action: str, tasks: Any, *, key: str | None = None, **said: Any) -> TestResponse:
    return client.post("/v1/tasks/bulk", {"action": action, "tasks": tasks, **said}, key=key)


def fared(answer: TestResponse) -> list[int]:
    return [item["status"] for item in json_of(answer)["items"]]


def test_a_bulk_knows_every_change_of_a_single_task() -> None:
    assert SAYS.keys() == ACTS.keys()


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("action", SAID)
def test_every_task_is_changed_and_has_its_own_entry(
    bench: CaseBench, client: ApiClient, coordinator: ApiClient, action: str
) -> None:
    said, role = SAID[action]
    tasks = held(bench)
    answer = json_of(send(coordinator if role == "coordinator" else client, action, named(*tasks), **said))
    assert (answer["done"], answer["refused"]) == (3, 0)
    assert [UUID(item["id"]) for item in answer["items"]] == [task.id for task in tasks]
    for task, item in zip(tasks, answer["items"], strict=True):
        assert (item["version"], stored(bench, task.id).version) == (3, 3)
        assert len(bench.journal(task.case_id)) == (1 if action == "unclaim" else 2)


@pytest.mark.usefixtures("roster")
def test_claim_give_back_and_draft_come_in_bulk_too(bench: CaseBench, client: ApiClient) -> None:
    tasks = [bench.task(bench.start(), "initial_study") for _ in range(2)]
    claimed = json_of(send(client, "claim", named(*tasks)))["items"]
    lent = [{"id": item["id"], "version": item["version"]} for item in claimed]
    assert fared(send(client, "delegate", lent, assignee=OTHER, reason="x")) == [200, 200]
    other = client.bearing(token_of(OTHER))
    back = [{"id": item["id"], "version": 3} for item in claimed]
    assert fared(send(other, "give-back", back)) == [200, 200]
    drafts = [{"id": item["id"], "version": 0} for item in claimed]
    assert fared(send(client, "draft", drafts, answers={"notes": "x"})) == [200, 200]


def test_one_refusal_does_not_undo_the_others(bench: CaseBench, client: ApiClient) -> None:
    mine, stale, lost = held(bench)
    stale.version = 1
    foreign = a_task(agency="polri")
    unseen = a_task(office="51.01")
    over = a_task(state=TaskState.COMPLETED, assignee=ME)
    bench.put(foreign, unseen, over)
    tasks = named(mine, stale, a_task(), foreign, unseen, over, lost)
    answer = send(client, "complete", tasks, answers=STUDIED)
    assert fared(answer) == [200, 412, 404, 403, 404, 409, 200]
    problem = json_of(answer)["items"][1]["problem"]
    assert problem["instance"] == f"/v1/tasks/{stale.id}"
    assert (problem["status"], bool(problem["detail_id"])) == (412, True)
    assert bench.open_tasks(mine.case_id)[0].name == "registration"


def test_a_refused_task_leaves_nothing_behind(bench: CaseBench, client: ApiClient) -> None:
    (task,) = held(bench, 1)
    before = picture_of(bench.database)
    wrong = {"decision": "complete", "initial_study_completed": {"at": "2024-03-01"}}
    assert fared(send(client, "complete", named(task), answers=wrong)) == [422]
    changed = {name for name, seen in picture_of(bench.database).items() if before[name] != seen}
    assert changed == {"idempotency_keys"}


def test_answers_may_differ_from_task_to_task(bench: CaseBench, client: ApiClient) -> None:
    first, second = held(bench, 2)
    tasks = named(first, second)
    tasks[1]["answers"] = {"initial_study_completed": {"at": "2024-01-28"}}
    assert fared(send(client, "complete", tasks, answers=STUDIED)) == [200, 200]
    bodies = [bench.journal(task.case_id)[-1].body for task in (first, second)]
    assert [b"2024-01-28" in body for body in bodies] == [False, True]


@pytest.mark.usefixtures("roster")
def test_a_repeated_bulk_has_one_effect_and_the_same_answer(bench: CaseBench, coordinator: ApiClient) -> None:
    tasks = named(*held(bench))
    first = send(coordinator, "assign", tasks, key="once", assignee=OTHER, reason="x")
    before = picture_of(bench.database)
    again = send(coordinator, "assign", tasks, key="once", assignee=OTHER, reason="x")
    assert json_of(again) == json_of(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert picture_of(bench.database) == before
    problem_of(send(coordinator, "assign", tasks, key="once", assignee=ME, reason="x"), 422)


@pytest.mark.usefixtures("roster")
def test_a_bulk_cut_short_goes_on_where_it_stopped(bench: CaseBench, coordinator: ApiClient) -> None:
    """As after a kill: the first task's change is committed, the key is not."""
    tasks = held(bench)
    body = {"assignee": OTHER, "reason": "x"}
    json_of(coordinator.post(f"/v1/tasks/{tasks[0].id}/assign", body, if_match='"2"'))
    assert fared(send(coordinator, "assign", named(*tasks), **body)) == [412, 200, 200]
    assert [stored(bench, task.id).version for task in tasks] == [3, 3, 3]


def test_a_stuck_case_is_an_incident_and_the_next_task_is_done(bench: CaseBench, client: ApiClient) -> None:
    (sound,) = held(bench, 1)
    files = procedure_files(BPMN)
    asked = "initial_study_decision =="
    files["finding.bpmn"] = files["finding.bpmn"].replace(asked, f"int({asked[:-3]}) ==")
    bench.deploy(files)
    (stuck,) = held(bench, 1)
    answer = send(client, "complete", named(stuck, sound), answers=STUDIED)
    assert fared(answer) == [409, 200]
    assert json_of(answer)["items"][0]["problem"]["type"] == "/problems/case-stuck"
    assert bench.instance(stuck.case_id).state == "incident"


WRONG: dict[str, tuple[Any, str]] = {
    "nothing": ({}, "action"),
    "no tasks": ({"action": "claim"}, "tasks"),
    "empty": ({"action": "claim", "tasks": []}, "tasks"),
    "no list": ({"action": "claim", "tasks": {"id": 1}}, "tasks"),
    "no action": ({"action": "steal", "tasks": [{"id": str(uuid4()), "version": 1}]}, "action"),
    "a builtin": ({"action": "__class__", "tasks": [{"id": str(uuid4()), "version": 1}]}, "action"),
    "an action that is a list": (
        {"action": ["claim"], "tasks": [{"id": str(uuid4()), "version": 1}]},
        "action",
    ),
    "no version": ({"action": "claim", "tasks": [{"id": str(uuid4())}]}, "tasks.0.version"),
    "text for version": (
        {"action": "claim", "tasks": [{"id": str(uuid4()), "version": "1"}]},
        "tasks.0.version",
    ),
    "no id": ({"action": "claim", "tasks": [{"id": 7, "version": 1}]}, "tasks.0.id"),
    "twice": ({"action": "claim", "tasks": [{"id": "0" * 32, "version": 1}] * 2}, "tasks"),
    "reason for claim": (
        {"action": "claim", "tasks": [{"id": str(uuid4()), "version": 1}], "reason": "x"},
        "reason",
    ),
    "no reason": (
        {"action": "delegate", "tasks": [{"id": str(uuid4()), "version": 1}], "assignee": "x"},
        "reason",
    ),
    "delegate to nobody": (
        {
            "action": "delegate",
            "tasks": [{"id": str(uuid4()), "version": 1}],
            "assignee": None,
            "reason": "x",
        },
        "assignee",
    ),
    "answers for claim": (
        {"action": "claim", "tasks": [{"id": str(uuid4()), "version": 1, "answers": {}}]},
        "tasks",
    ),
    "a time for a day": (
        {
            "action": "follow-up",
            "tasks": [{"id": str(uuid4()), "version": 1}],
            "follow_up_on": "2024-01-30T10:00:00",
        },
        "follow_up_on",
    ),
    "unknown field": ({"action": "claim", "tasks": [{"id": str(uuid4()), "version": 1}], "all": True}, "all"),
}


@pytest.mark.parametrize(("body", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_bulk_is_refused_as_a_whole(
    bench: CaseBench, client: ApiClient, body: Any, field: str
) -> None:
    before = picture_of(bench.database)
    problem = problem_of(client.post("/v1/tasks/bulk", body), 422)
    assert field in {error["field"] for error in problem["errors"]}
    assert picture_of(bench.database) == before


def test_ten_thousand_tasks_are_too_many_at_a_time(bench: CaseBench, client: ApiClient) -> None:
    (task,) = held(bench, 1)
    before = picture_of(bench.database)
    tasks = [*named(task), *({"id": str(uuid4()), "version": 1} for _ in range(9_999))]
    answer = send(client, "unclaim", tasks)
    problem = problem_of(answer, 422)
    assert (problem["errors"][0]["field"], "200" in problem["errors"][0]["message"]) == ("tasks", True)
    assert len(answer.data) < 2_000
    assert picture_of(bench.database) == before


def test_a_bulk_asks_for_a_key(client: ApiClient) -> None:
    body = {"action": "claim", "tasks": named(a_task())}
    problem_of(client.send("POST", "/v1/tasks/bulk", json=body), 400)


def test_whoever_is_no_officer_is_told_so_once(client: ApiClient) -> None:
    odd = client.bearing(token_of(agency="fire"))
    problem_of(send(odd, "claim", named(a_task(), a_task())), 403)
