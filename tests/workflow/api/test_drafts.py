"""Drafts: kept for whoever holds the task, checked loosely, under a version of their own, gone with the task."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import MONDAY, UNKNOWN, CaseBench, a_task
from tests.workflow.desk import COORDINATOR, ME, act, appoint
from tests.workflow.picture import picture_of
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.unit import WorkflowUnit

HALF = {"decision": "complete", "notes": "saksi belum ditemui"}


@pytest.fixture
def task(bench: CaseBench) -> HumanTask:
    """In the hands of the officer who asks."""
    return bench.claim(bench.start(), "initial_study")


def path(task: HumanTask) -> str:
    return f"/v1/tasks/{task.id}/draft"


def save(client: ApiClient, task: HumanTask, answers: Any, tag: str | None = '"0"') -> TestResponse:
    return client.put(path(task), {"answers": answers}, if_match=tag)


def kept(bench: CaseBench) -> int:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return int(unit.session.scalar(text("SELECT count(*) FROM drafts")) or 0)


def test_a_task_begins_with_an_empty_draft(client: ApiClient, task: HumanTask) -> None:
    answer = client.get(path(task))
    assert (json_of(answer)["answers"], json_of(answer)["version"]) == ({}, 0)
    assert answer.headers["ETag"] == '"0"'


def test_what_was_saved_is_read_again_with_who_saved_it(client: ApiClient, task: HumanTask) -> None:
    saved = save(client, task, HALF)
    shown = json_of(client.get(path(task)))
    for read in (json_of(saved), shown):
        assert (read["answers"], read["version"], read["saved_by"]) == (HALF, 1, ME)
    assert saved.headers["ETag"] == '"1"'


def test_a_draft_leaves_task_and_history_as_they_are(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    before = picture_of(bench.database)
    save(client, task, HALF)
    changed = {name for name, seen in picture_of(bench.database).items() if before[name] != seen}
    assert changed == {"drafts"}


def test_two_windows_do_not_write_over_each_other(client: ApiClient, task: HumanTask) -> None:
    save(client, task, HALF)
    problem_of(save(client, task, {}), 412)
    problem_of(save(client, task, {}, None), 428)
    assert json_of(client.get(path(task)))["answers"] == HALF


def test_an_emptied_draft_never_takes_an_old_version_again(client: ApiClient, task: HumanTask) -> None:
    save(client, task, HALF)
    emptied = client.send("DELETE", path(task), headers={"If-Match": '"1"'})
    assert (emptied.status_code, emptied.headers["ETag"]) == (204, '"2"')
    again = client.send("DELETE", path(task), headers={"If-Match": '"2"'})
    assert (again.status_code, again.headers["ETag"]) == (204, '"2"')
    for tag in ('"0"', '"1"'):
        problem_of(save(client, task, HALF, tag), 412)
    assert json_of(save(client, task, HALF, '"2"'))["version"] == 3


def test_the_draft_goes_when_the_task_is_completed(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    save(client, task, HALF)
    bench.complete_claimed(
        task.case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN
    )
    assert kept(bench) == 0
    problem_of(client.get(path(task)), 404)
    problem_of(save(client, task, HALF), 409)


def test_the_draft_goes_when_the_procedure_cancels_the_task(small: CaseBench, police: ApiClient) -> None:
    case_id = small.start()
    track = small.name_suspect(case_id)
    small.discuss(case_id, "discussion_3", track=track)
    task = small.claim(case_id, "file_transfer", track=track)
    assert save(police, task, {"lateness_reason": "x"}).status_code == 200
    with small.database.unit_of_work(WorkflowUnit) as unit:
        task.cancel(now=unit.now)
        unit.tasks.save([task])
    assert kept(small) == 0


def test_the_next_holder_goes_on_with_the_draft(bench: CaseBench, client: ApiClient, task: HumanTask) -> None:
    appoint(bench, "bawaslu-2")
    save(client, task, HALF)
    act(bench, "delegate", task, assignee="bawaslu-2", reason="on leave")
    other = client.bearing(token_of("bawaslu-2"))
    assert json_of(other.get(path(task)))["saved_by"] == ME
    assert json_of(save(other, task, {}, '"1"'))["saved_by"] == "bawaslu-2"
    problem_of(save(client, task, HALF, '"2"'), 409)


def test_a_coordinator_reads_a_draft_and_does_not_write_it(
    client: ApiClient, coordinator: ApiClient, task: HumanTask
) -> None:
    save(client, task, HALF)
    assert json_of(coordinator.get(path(task)))["answers"] == HALF
    problem_of(save(coordinator, task, {}, '"1"'), 409)


def test_drafts_are_not_for_everybody(callers: Callers, task: HumanTask, bench: CaseBench) -> None:
    save(callers.owner, task, HALF)
    before = picture_of(bench.database)
    colleague = callers.owner.bearing(token_of("bawaslu-2"))
    problem_of(callers.stranger.get(path(task)), 404)
    problem_of(save(callers.stranger, task, {}), 404)
    for other in (callers.police, callers.auditor):
        problem_of(other.get(path(task)), 403)
        problem_of(save(other, task, {}), 403)
    problem_of(colleague.get(path(task)), 403)
    problem_of(save(colleague, task, {}, '"1"'), 409)
    assert picture_of(bench.database) == before


def test_what_nobody_holds_has_no_draft_to_write(bench: CaseBench, client: ApiClient) -> None:
    bench.put(waiting := a_task(), over := a_task(state=TaskState.COMPLETED, assignee=ME, closed_at=MONDAY))
    problem_of(save(client, waiting, HALF), 409)
    problem_of(save(client, over, HALF), 409)


def test_an_emptied_field_may_be_null_and_a_date_half_written(client: ApiClient, task: HumanTask) -> None:
    answers = {"decision": None, "initial_study_completed": {"at": "2024-01"}}
    assert json_of(save(client, task, answers))["answers"] == answers


WRONG: dict[str, tuple[Any, str]] = {
    "unknown name": ({"colour": "red"}, "answers"),
    "builtin": ({"__import__": "os"}, "answers"),
    "another builtin": ({"print": 1, "eval": 2}, "answers"),
    "unknown inside": ({"initial_study_completed": {"at": None, "colour": 1}}, "initial_study_completed"),
    "wrong type": ({"notes": 7}, "notes"),
    "list for text": ({"notes": ["a"]}, "notes"),
    "text for fact": ({"initial_study_completed": "2024-01-28"}, "initial_study_completed"),
    "zero": ({"notes": "a\x00b"}, "notes"),
    "half character": ({"notes": "\ud800"}, "notes"),
    "large number": ({"decision": 2**60}, "decision"),
    "long": ({"notes": "x" * 210_000}, "answers"),
    "wide": ({f"x{number}": 1 for number in range(300)}, "answers"),
    "no object": ([], "answers"),
    "null": (None, "answers"),
}


@pytest.mark.parametrize(("answers", "field"), WRONG.values(), ids=WRONG)
def test_what_could_never_be_an_answer_is_refused(
    bench: CaseBench, client: ApiClient, task: HumanTask, answers: Any, field: str
) -> None:
    before = picture_of(bench.database)
    response = save(client, task, answers)
    problem = problem_of(response, 422)
    assert field in {error["field"] for error in problem["errors"]}
    assert len(response.data) < 5_000
    assert picture_of(bench.database) == before


def test_five_megabytes_are_refused_before_they_are_read(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    before = picture_of(bench.database)
    problem_of(save(client, task, {"notes": "x" * 5_000_000}), 413)
    assert picture_of(bench.database) == before


def test_a_draft_stays_with_a_task_that_nobody_holds(
    bench: CaseBench, client: ApiClient, task: HumanTask
) -> None:
    save(client, task, HALF)
    act(bench, "assign", task, by=COORDINATOR, assignee=None, reason="ill")
    assert kept(bench) == 1
    problem_of(client.get(path(task)), 403)
