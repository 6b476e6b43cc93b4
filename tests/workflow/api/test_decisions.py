"""Whom a task could be given to, best first, and only those who may work on it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import UNKNOWN, CaseBench, a_task, an_officer
from tests.workflow.desk import ME, appoint
from workflow.domain.task import HumanTask, TaskState


@pytest.fixture
def task(bench: CaseBench) -> HumanTask:
    """The second task of a case whose first one `knows-it` has done."""
    case_id = bench.start()
    by = an_officer(id="knows-it")
    bench.complete(case_id, "initial_study", by=by, decision="complete", initial_study_completed=UNKNOWN)
    return bench.task(case_id, "registration")


def candidates(client: ApiClient, task: HumanTask) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(client.get(f"/v1/tasks/{task.id}/candidates"))["items"]
    return items


def names(client: ApiClient, task: HumanTask) -> list[str]:
    return [found["member_id"] for found in candidates(client, task)]


def busy_with(bench: CaseBench, member: str, tasks: int) -> None:
    bench.put(*(a_task(state=TaskState.CLAIMED, assignee=member) for _ in range(tasks)))


def test_who_knows_the_case_comes_first_then_the_lighter_load(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    appoint(bench, "a-busy", "b-free", "knows-it", "c-free")
    busy_with(bench, "a-busy", 2)
    busy_with(bench, "knows-it", 3)
    assert names(client, task) == ["knows-it", "b-free", "c-free", "a-busy"]
    first, *_, last = candidates(client, task)
    assert (first["tasks_of_case"], first["tasks_in_hand"]) == (1, 3)
    assert (last["tasks_of_case"], last["tasks_in_hand"]) == (0, 2)


def test_the_own_office_comes_before_those_above(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    appoint(bench, "nation", office="00")
    appoint(bench, "province", office="32")
    appoint(bench, "regency")
    busy_with(bench, "regency", 5)
    assert names(client, task) == ["regency", "province", "nation"]


def test_only_those_who_may_work_on_it_are_named(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    appoint(bench, "fit")
    appoint(bench, "police", agency="polri")
    appoint(bench, "elsewhere", office="32.16")
    appoint(bench, "reader", roles=("auditor",))
    appoint(bench, "unplaced", office=None)
    assert names(client, task) == ["fit"]


def test_the_holder_is_no_candidate(bench: CaseBench, client: ApiClient, task: HumanTask) -> None:
    appoint(bench, ME, "other")
    bench.claim(task.case_id, "registration")
    assert names(client, task) == ["other"]


def test_the_order_is_the_same_however_they_were_appointed(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    members = [f"m{number:02}" for number in range(20)]
    shuffled = random.Random(7).sample(members, 20)  # noqa: S311 - an order, not a secret
    appoint(bench, *shuffled)
    assert names(client, task) == members


def test_no_more_than_a_hundred_are_named(bench: CaseBench, client: ApiClient, task: HumanTask) -> None:
    appoint(bench, *(f"m{number:03}" for number in range(120)))
    assert len(names(client, task)) == 100


def test_suggestions_are_for_those_who_work_on_the_task(callers: Callers, task: HumanTask) -> None:
    path = f"/v1/tasks/{task.id}/candidates"
    problem_of(callers.stranger.get(path), 404)
    for other in (callers.police, callers.auditor):
        problem_of(other.get(path), 403)


def test_a_task_nobody_decided_about_has_no_history(callers: Callers, task: HumanTask) -> None:
    path = f"/v1/tasks/{task.id}/history"
    assert json_of(callers.auditor.get(path)) == {"items": []}
    problem_of(callers.stranger.get(path), 404)
