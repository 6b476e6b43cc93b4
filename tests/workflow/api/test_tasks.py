"""Claim, give back and complete a task; each refusal comes before the next."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.database import Database
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import MONDAY, CaseBench, a_task
from tests.workflow.picture import picture_of
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.unit import WorkflowUnit

STUDIED = {"decision": "complete", "initial_study_completed": {"at": "2024-01-28", "document": "BA-1"}}
VERBS = ("claim", "unclaim", "complete")
BODIES: dict[str, Any] = {"complete": {"answers": STUDIED}}
WRONG_BODIES: list[Any] = [
    {},
    {"answers": None},
    {"answers": []},
    {"answers": STUDIED, "more": 1},
    {"answers": {**STUDIED, "decision": "perhaps"}},
    [],
]


@pytest.fixture
def task(bench: CaseBench) -> HumanTask:
    """The first task of a new case."""
    return bench.task(bench.start(), "initial_study")


def path(task: HumanTask, verb: str) -> str:
    return f"/v1/tasks/{task.id}/{verb}"


def claimed(client: ApiClient, task: HumanTask) -> str:
    """Claims it; the ETag to go on with."""
    return client.post(path(task, "claim"), if_match='"1"').headers["ETag"]


def stored(bench: CaseBench, **changes: Any) -> HumanTask:
    """A row in this state."""
    found = a_task(**changes)
    bench.put(found)
    return found


def send(client: ApiClient, task: HumanTask, verb: str, **options: Any) -> TestResponse:
    return client.post(path(task, verb), BODIES.get(verb), **options)


def test_a_claimed_task_has_an_assignee_and_a_new_version(client: ApiClient, task: HumanTask) -> None:
    answer = client.post(path(task, "claim"), if_match='"1"')
    shown = json_of(answer)
    assert (shown["state"], shown["assignee"], shown["version"]) == ("claimed", "bawaslu-karawang", 2)
    assert answer.headers["ETag"] == '"2"'
    assert json_of(client.get(f"/v1/tasks/{task.id}")) == shown


def test_a_task_given_back_is_open_to_all_again(client: ApiClient, task: HumanTask) -> None:
    answer = client.post(path(task, "unclaim"), if_match=claimed(client, task))
    assert (json_of(answer)["state"], json_of(answer)["assignee"]) == ("open", None)
    other = client.bearing(token_of("bawaslu-karawang-2"))
    assert other.post(path(task, "claim"), if_match=answer.headers["ETag"]).status_code == 200


def test_claiming_what_one_holds_changes_nothing(
    client: ApiClient, task: HumanTask, database: Database
) -> None:
    tag = claimed(client, task)
    before = picture_of(database)
    answer = client.post(path(task, "claim"), if_match=tag)
    assert (answer.status_code, answer.headers["ETag"]) == (200, tag)
    assert picture_of(database) == before


def test_completing_moves_the_case_on_in_the_same_moment(client: ApiClient, task: HumanTask) -> None:
    answer = send(client, task, "complete", if_match=claimed(client, task))
    shown = json_of(answer)
    assert (shown["state"], shown["assignee"], answer.headers["ETag"]) == (
        "completed",
        "bawaslu-karawang",
        '"3"',
    )
    assert shown["closed_at"] is not None
    process = json_of(client.get(f"/v1/cases/{task.case_id}/process"))
    assert [waiting["name"] for waiting in process["tasks"]] == ["registration"]


def test_an_open_task_is_taken_and_completed_in_one_request(client: ApiClient, task: HumanTask) -> None:
    answer = send(client, task, "complete", if_match='"1"')
    shown = json_of(answer)
    assert (shown["state"], shown["assignee"], answer.headers["ETag"]) == (
        "completed",
        "bawaslu-karawang",
        '"2"',
    )
    assert [(opened["name"], opened["version"]) for opened in shown["opened"]] == [("registration", 1)]


def test_the_events_of_a_task_tell_who_and_what(
    client: ApiClient, task: HumanTask, database: Database
) -> None:
    send(client, task, "complete", if_match=claimed(client, task))
    with database.unit_of_work(WorkflowUnit) as unit:
        told = unit.session.execute(
            text(
                "SELECT type, data FROM outbox WHERE type IN ('task.claimed', 'task.completed') ORDER BY position"
            )
        ).all()
    assert [row.type for row in told] == ["task.claimed", "task.completed"]
    assert told[0].data["assignee"] == told[1].data["actor"] == "bawaslu-karawang"
    assert told[1].data["decision"] == "complete"


def test_the_form_is_that_of_the_case_s_version(client: ApiClient, task: HumanTask) -> None:
    form = json_of(client.get(f"/v1/tasks/{task.id}/form"))
    assert form["$id"] == "urn:gakkumdu:form:initial-study"
    assert set(form["required"]) == {"decision", "initial_study_completed"}


@pytest.mark.parametrize("verb", VERBS)
def test_what_may_not_be_seen_is_not_there(
    client: ApiClient, stranger: ApiClient, task: HumanTask, database: Database, verb: str
) -> None:
    before = picture_of(database)
    unseen = problem_of(send(stranger, task, verb), 404)
    unknown = problem_of(send(client, a_task(), verb), 404)
    assert {**unseen, "instance": "", "request_id": ""} == {**unknown, "instance": "", "request_id": ""}
    assert picture_of(database) == before


@pytest.mark.parametrize("look", ["", "/form"])
def test_looking_at_an_unseen_task_finds_nothing(stranger: ApiClient, task: HumanTask, look: str) -> None:
    problem_of(stranger.get(f"/v1/tasks/{task.id}{look}"), 404)
    problem_of(stranger.get(f"/v1/tasks/{uuid4()}{look}"), 404)


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_one_s_own_is_refused_before_the_version_is_asked_for(
    callers: Callers, task: HumanTask, database: Database, verb: str
) -> None:
    before = picture_of(database)
    for other in (callers.police, callers.auditor):
        for tag in (None, '"1"', '"9"'):
            problem = problem_of(send(other, task, verb, if_match=tag), 403)
            assert (problem["detail"], problem["detail_id"]) != ("", "")
    assert picture_of(database) == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("tag", [None, "", "*", " * "])
def test_a_change_says_which_version_it_means(
    client: ApiClient, task: HumanTask, database: Database, verb: str, tag: str | None
) -> None:
    before = picture_of(database)
    problem = problem_of(send(client, task, verb, if_match=tag), 428)
    assert problem["errors"][0]["field"] == "If-Match"
    assert picture_of(database) == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("tag", ['"2"', "1", '"01"', '"1', '"2", *', "x" * 3000, '"é"'])
def test_another_version_is_refused_before_the_state_is_looked_at(
    bench: CaseBench, client: ApiClient, database: Database, verb: str, tag: str
) -> None:
    done = stored(bench, state=TaskState.COMPLETED, assignee="somebody", closed_at=MONDAY)
    before = picture_of(database)
    problem = problem_of(send(client, done, verb, if_match=tag), 412)
    assert '"1"' in problem["detail"]
    assert picture_of(database) == before


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"0", "1"', ' "1" '])
def test_any_way_of_writing_the_present_version_is_understood(
    client: ApiClient, task: HumanTask, tag: str
) -> None:
    assert client.post(path(task, "claim"), if_match=tag).status_code == 200


@pytest.mark.parametrize(
    ("verb", "state", "assignee"),
    [
        ("claim", TaskState.CLAIMED, "somebody"),
        ("claim", TaskState.COMPLETED, "bawaslu-karawang"),
        ("claim", TaskState.CANCELLED, None),
        ("unclaim", TaskState.OPEN, None),
        ("unclaim", TaskState.CLAIMED, "somebody"),
        ("unclaim", TaskState.COMPLETED, "bawaslu-karawang"),
        ("complete", TaskState.CLAIMED, "somebody"),
        ("complete", TaskState.COMPLETED, "bawaslu-karawang"),
        ("complete", TaskState.CANCELLED, None),
    ],
)
def test_the_wrong_state_is_refused_and_says_what_to_do(
    bench: CaseBench, client: ApiClient, verb: str, state: TaskState, assignee: str | None
) -> None:
    found, database = stored(bench, state=state, assignee=assignee), bench.database
    before = picture_of(database)
    problem = problem_of(send(client, found, verb, if_match='"1"'), 409)
    assert problem["detail_id"]
    assert problem["errors"][0]["field"] in {"state", "assignee"}
    assert picture_of(database) == before


@pytest.mark.parametrize("body", WRONG_BODIES, ids=repr)
def test_the_answers_are_read_after_everything_else(
    bench: CaseBench, callers: Callers, task: HumanTask, body: Any
) -> None:
    client, done = callers.owner, stored(bench, state=TaskState.COMPLETED, assignee="somebody")
    tag = claimed(client, task)
    before = picture_of(bench.database)
    problem_of(callers.stranger.post(path(task, "complete"), body, if_match=tag), 404)
    problem_of(callers.police.post(path(task, "complete"), body, if_match=tag), 403)
    problem_of(client.post(path(task, "complete"), body), 428)
    problem_of(client.post(path(task, "complete"), body, if_match='"1"'), 412)
    problem_of(client.post(path(done, "complete"), body, if_match='"1"'), 409)
    assert problem_of(client.post(path(task, "complete"), body, if_match=tag), 422)["errors"]
    assert picture_of(bench.database) == before


def test_every_wrong_answer_is_named(client: ApiClient, task: HumanTask) -> None:
    answers = {"decision": 7, "initial_study_completed": {"at": "yesterday", "zone": "CET"}, "colour": "red"}
    problem = problem_of(
        client.post(path(task, "complete"), {"answers": answers}, if_match=claimed(client, task)), 422
    )
    found = {error["field"]: error for error in problem["errors"]}
    assert set(found) == {
        "decision",
        "initial_study_completed.at",
        "initial_study_completed.zone",
        "answers",
    }
    assert all(error["message"] and error["message_id"] and error["rule"] for error in found.values())


UNFIT: dict[str, Any] = {
    "zero": ({"notes": "a\x00b"}, "notes"),
    "half": ({"notes": "\ud800"}, "notes"),
    "bell": ({"reason": "\x07"}, "reason"),
    "document": (
        {"initial_study_completed": {"at": None, "document": "\x00"}},
        "initial_study_completed.document",
    ),
    "name": ({"a\x00": 1}, "answers"),
    "large": ({"decision": 2**60}, "decision"),
    "huge": ({"decision": 1e400}, None),
    "deep": ({"decision": [[[[[[[[[["x"]]]]]]]]]]}, "decision"),
    "many": (
        {"initial_study_completed": {"at": None, "evidence": [1, "a"] * 40_000}},
        "initial_study_completed.evidence",
    ),
    "wide": ({f"x{number}": 1 for number in range(20_000)}, "answers"),
    "long": ({"notes": "x" * 900_000}, "notes"),
}


@pytest.mark.parametrize(("answers", "field"), UNFIT.values(), ids=UNFIT)
def test_answers_that_cannot_be_kept_are_refused_with_their_field(
    client: ApiClient, task: HumanTask, database: Database, answers: dict[str, Any], field: str | None
) -> None:
    tag = claimed(client, task)
    before = picture_of(database)
    body = {"answers": {**STUDIED, **answers}}
    response = client.post(path(task, "complete"), body, if_match=tag)
    if field is None:
        problem_of(response, 400)
    else:
        problem = problem_of(response, 422)
        assert field in {error["field"] for error in problem["errors"]}
        assert len(response.data) < 5_000
    assert picture_of(database) == before


def test_a_fact_that_has_not_happened_yet_is_refused(
    client: ApiClient, task: HumanTask, database: Database
) -> None:
    tag = claimed(client, task)
    before = picture_of(database)
    answers = {**STUDIED, "initial_study_completed": {"at": "2024-01-30"}}
    problem = problem_of(client.post(path(task, "complete"), {"answers": answers}, if_match=tag), 422)
    assert problem["errors"][0]["field"] == "initial_study_completed"
    assert problem["errors"][0]["rule"] == "fact-in-the-future"
    assert picture_of(database) == before


def test_free_text_is_kept_apart_and_shown_to_those_who_handle_the_case(
    client: ApiClient, task: HumanTask
) -> None:
    answers = {**STUDIED, "notes": "saksi adalah tetangga"}
    client.post(path(task, "complete"), {"answers": answers}, if_match=claimed(client, task))
    journal = json_of(client.get(f"/v1/cases/{task.case_id}/journal"))
    assert "tetangga" not in "".join(entry["body"] for entry in journal["items"])
    assert list(journal["texts"].values()) == ["saksi adalah tetangga"]


def test_a_case_moves_through_the_three_agencies(
    bench: CaseBench, client: ApiClient, police: ApiClient
) -> None:
    case_id = bench.until_registered()
    bench.until_discussion_2(case_id)
    bench.answer(case_id, "discussion_2", decision="crime")
    bench.sign(case_id)
    bench.answer(case_id, "plenary", decision="forward")
    bench.answer(case_id, "forwarding")
    (waiting,) = json_of(police.get("/v1/tasks", candidate=True))["items"]
    assert (waiting["name"], waiting["agency"]) == ("police_report", "polri")
    assert json_of(client.get("/v1/tasks", candidate=True))["items"] == []
    assert re.fullmatch(r"[0-9a-f-]{36}", str(UUID(waiting["id"])))
