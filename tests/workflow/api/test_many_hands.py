"""Hands that reach for one task at once: one gets it, the others are told, and the history names the right one."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from chassis.database import Database
from tests.support.http import ApiClient, json_of
from tests.support.postgres import TestDatabase
from tests.support.tokens import LocalKeys, token_of
from tests.workflow.api.conftest import settings_in
from tests.workflow.api.crowd import CROWD, Bulk, Process, Sent, answers_at_once, at_once, gate, told
from tests.workflow.builders import UNKNOWN, CaseBench
from tests.workflow.desk import ME, appoint, stored
from workflow.app import create_app
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.unit import WorkflowUnit

STUDIED = {"answers": {"decision": "complete", "initial_study_completed": UNKNOWN}}
COORDINATOR, OTHER = "bawaslu-coordinator", "bawaslu-2"
ROUNDS = 5
PROCESSES = 2
TAKEN: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "assign": (COORDINATOR, {"assignee": OTHER, "reason": "on leave"}, ("coordinator",)),
    "delegate": (ME, {"assignee": OTHER, "reason": "on leave"}, ("officer",)),
    "return": (COORDINATOR, {"reason": "the date is missing"}, ("coordinator",)),
    "unclaim": (ME, {}, ("officer",)),
}
"""What changes the version that its holder is about to complete: by whom, and how."""


@pytest.fixture(autouse=True)
def roster(busy: CaseBench) -> None:
    appoint(busy, ME, OTHER, "bawaslu-3")


def causes(bench: CaseBench, case_id: UUID) -> list[tuple[str, str]]:
    """Each entry's kind and actor."""
    found = [json.loads(entry.body)["cause"] for entry in bench.journal(case_id)]
    return [(cause["kind"], cause["actor"]) for cause in found]


def claimed(bench: CaseBench) -> HumanTask:
    return bench.claim(bench.start(), "initial_study")


def test_of_a_hundred_in_two_processes_one_gets_the_task(
    busy: CaseBench, committed_database: TestDatabase, tmp_path: Path, own: Database
) -> None:
    task = busy.task(busy.start(), "initial_study")
    officers = [f"officer-{number}" for number in range(CROWD)]
    crowds = [
        Process(committed_database.url, tmp_path, task.id, officers[first::PROCESSES])
        for first in range(PROCESSES)
    ]
    assert isinstance(own.bind, Engine)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        with gate(own.bind, processes=PROCESSES):
            claims = [pool.submit(crowd.claims) for crowd in crowds]
        statuses = Counter(status for found in claims for status in found.result())
    assert statuses[200] == 1
    assert statuses[200] + statuses[409] + statuses[412] == CROWD, statuses
    assert stored(busy, task.id).version == 2
    assert told(own, "task.claimed") == 1


@pytest.mark.parametrize("verb", TAKEN)
def test_a_task_is_taken_away_or_completed_never_both(busy: CaseBench, web: Flask, verb: str) -> None:
    by, body, roles = TAKEN[verb]
    for _ in range(ROUNDS):
        task = claimed(busy)
        taken, completed = at_once(
            Sent(web, by, task, verb, task.version, body, roles),
            Sent(web, ME, task, "complete", task.version, STUDIED),
        )
        assert sorted([taken, completed]) == [200, 412]
        went_on = busy.open_tasks(task.case_id)[0].name == "registration"
        assert went_on == (completed == 200)
        done = ("task.completed", ME)
        assert (done in causes(busy, task.case_id)) == went_on
        assert stored(busy, task.id).version == task.version + 1


def test_what_was_delegated_is_given_back_or_completed_never_both(busy: CaseBench, web: Flask) -> None:
    for _ in range(ROUNDS):
        task = claimed(busy)
        lent = {"assignee": OTHER, "reason": "on leave"}
        assert Sent(web, ME, task, "delegate", task.version, lent)().status_code == 200
        statuses = at_once(
            Sent(web, OTHER, task, "give-back", 3, {}), Sent(web, OTHER, task, "complete", 3, STUDIED)
        )
        assert sorted(statuses) == [200, 412]
        found = stored(busy, task.id)
        assert (found.state, found.assignee) in {
            (TaskState.CLAIMED, ME),
            (TaskState.COMPLETED, OTHER),
        }


def test_of_two_coordinators_one_assigns_and_the_history_says_who(busy: CaseBench, web: Flask) -> None:
    for _ in range(ROUNDS):
        task = busy.task(busy.start(), "initial_study")
        wishes = {"coordinator-1": OTHER, "coordinator-2": "bawaslu-3"}
        statuses = at_once(
            *(
                Sent(web, by, task, "assign", 1, {"assignee": to}, ("coordinator",))
                for by, to in wishes.items()
            )
        )
        assert sorted(statuses) == [200, 412]
        winner = list(wishes)[statuses.index(200)]
        assert stored(busy, task.id).assignee == wishes[winner]
        assert causes(busy, task.case_id)[1:] == [("task.assigned", winner)]


def test_a_task_is_claimed_or_assigned_never_both(busy: CaseBench, web: Flask) -> None:
    for _ in range(ROUNDS):
        task = busy.task(busy.start(), "initial_study")
        statuses = at_once(
            Sent(web, "bawaslu-3", task, "claim", 1),
            Sent(web, COORDINATOR, task, "assign", 1, {"assignee": OTHER}, ("coordinator",)),
        )
        assert sorted(statuses) == [200, 412]
        assert stored(busy, task.id).assignee == ("bawaslu-3" if statuses[0] == 200 else OTHER)


def test_of_two_windows_one_saves_its_draft(busy: CaseBench, web: Flask) -> None:
    task = claimed(busy)
    windows = [Sent(web, ME, task, "draft", 0, {"answers": {"notes": f"{n}"}}) for n in range(10)]
    statuses = at_once(*windows)
    assert Counter(statuses) == {200: 1, 412: 9}
    kept = json_of(ApiClient(web, token_of()).get(f"/v1/tasks/{task.id}/draft"))
    assert kept["answers"] == {"notes": str(statuses.index(200))}


def test_a_draft_that_is_saved_while_its_task_closes_does_not_outlive_it(
    busy: CaseBench, web: Flask, own: Database
) -> None:
    for _ in range(ROUNDS):
        task = claimed(busy)
        saved, completed = at_once(
            Sent(web, ME, task, "draft", 0, {"answers": {"notes": "x"}}),
            Sent(web, ME, task, "complete", task.version, STUDIED),
        )
        assert completed == 200
        assert saved in {200, 409}
    with own.unit_of_work(WorkflowUnit) as unit:
        assert unit.session.scalar(text("SELECT count(*) FROM drafts")) == 0


def test_bulks_that_meet_from_opposite_ends_both_come_through(busy: CaseBench, web: Flask) -> None:
    tasks = [busy.task(busy.start(), "initial_study") for _ in range(12)]
    answers = answers_at_once(
        Bulk(web, "bawaslu-3", "claim", tasks, "one"), Bulk(web, OTHER, "claim", tasks[::-1], "two")
    )
    items = [item for answer in answers for item in json_of(answer)["items"]]
    assert Counter(item["status"] for item in items) == {200: 12, 412: 12}
    won = {item["id"] for item in items if item["status"] == 200}
    assert won == {str(task.id) for task in tasks}


def test_a_bulk_sent_many_times_at_once_has_one_effect_and_one_answer(
    busy: CaseBench, web: Flask, own: Database
) -> None:
    tasks = [busy.task(busy.start(), "initial_study") for _ in range(5)]
    said = {"assignee": OTHER}
    bulk = Bulk(web, COORDINATOR, "assign", tasks, "once", said, ("coordinator",))
    answers = [json_of(answer) for answer in answers_at_once(*[bulk] * 6)]
    assert answers == [answers[0]] * 6
    assert answers[0]["done"] == 5
    assert told(own, "task.assigned") == 5


def test_a_bulk_beside_claims_and_completions_answers_every_task(busy: CaseBench, web: Flask) -> None:
    """Opposite lock orders would show as a deadlock, which answers 503."""
    tasks = [claimed(busy) for _ in range(8)]
    said = {"assignee": OTHER, "reason": "on leave"}
    bulk = Bulk(web, COORDINATOR, "assign", tasks, "once", said, ("coordinator",))
    answers = answers_at_once(
        bulk, *(Sent(web, ME, task, "complete", task.version, STUDIED) for task in reversed(tasks))
    )
    statuses = {item["id"]: item["status"] for item in json_of(answers[0])["items"]}
    for task, answer in zip(reversed(tasks), answers[1:], strict=True):
        assert sorted([statuses[str(task.id)], answer.status_code]) == [200, 412]


def test_what_one_process_has_written_another_reads_at_once(
    busy: CaseBench, web: Flask, own: Database, tmp_path: Path
) -> None:
    here = ApiClient(web, token_of())
    there = ApiClient(create_app(settings_in(tmp_path), database=own, keys=LocalKeys()), token_of())
    task = busy.task(busy.start(), "initial_study")
    path = f"/v1/tasks/{task.id}"
    mine = {"assignee": ME}
    for verb, body, assignee in (
        ("claim", None, ME),
        ("delegate", {"assignee": OTHER, "reason": "x"}, OTHER),
    ):
        written = here.post(f"{path}/{verb}", body, if_match=here.get(path).headers["ETag"])
        read = there.get(path)
        assert (read.headers["ETag"], json_of(read)["assignee"]) == (written.headers["ETag"], assignee)
        shown = json_of(there.get("/v1/tasks", **mine))["items"]
        assert len(shown) == json_of(there.get("/v1/tasks/count", **mine))["count"] == (assignee == ME)
