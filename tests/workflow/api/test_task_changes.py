"""Who does a task, when, in which order: each refusal comes before the next, and the history names who did it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import MONDAY, CaseBench, a_task
from tests.workflow.desk import ME, appoint, stored
from tests.workflow.picture import picture_of
from workflow.domain.task import HumanTask, TaskState

OTHER = "bawaslu-2"
BODIES: dict[str, dict[str, Any]] = {
    "assign": {"assignee": OTHER, "reason": "on leave"},
    "delegate": {"assignee": OTHER, "reason": "on leave"},
    "give-back": {"reason": "not mine to judge"},
    "return": {"reason": "the date is missing"},
    "priority": {"priority": "high", "reason": "a witness leaves"},
    "follow-up": {"follow_up_on": "2024-01-30"},
}
PUT = ("priority", "follow-up")
COORDINATED = ("assign", "return", "priority")
"""What a coordinator alone decides."""


def send(
    client: ApiClient, task: HumanTask, verb: str, body: Any = ..., tag: str | None = None
) -> TestResponse:
    said = BODIES[verb] if body is ... else body
    path = f"/v1/tasks/{task.id}/{verb}"
    return client.put(path, said, if_match=tag) if verb in PUT else client.post(path, said, if_match=tag)


@dataclass
class Desk:
    """A task of a real case, held by the first officer, and who could do what to it."""

    bench: CaseBench
    task: HumanTask
    client: ApiClient
    coordinator: ApiClient
    colleague: ApiClient

    def one_who_may(self, verb: str) -> ApiClient:
        return self.coordinator if verb in COORDINATED else self.client

    def do(self, who: ApiClient, verb: str, body: Any = ...) -> dict[str, Any]:
        """Done on the present version."""
        tag = self.client.get(f"/v1/tasks/{self.task.id}").headers["ETag"]
        answer = send(who, self.task, verb, body, tag)
        assert answer.headers.get("ETag") != tag, answer.get_data(as_text=True)
        found: dict[str, Any] = json_of(answer)
        return found

    def last_cause(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.bench.journal(self.task.case_id)[-1].body)
        cause: dict[str, Any] = body["cause"]
        return cause

    def history(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json_of(self.client.get(f"/v1/tasks/{self.task.id}/history"))["items"]
        return items


@pytest.fixture
def desk(bench: CaseBench, client: ApiClient, coordinator: ApiClient) -> Desk:
    appoint(bench, ME, OTHER)
    task = bench.claim(bench.start(), "initial_study")
    return Desk(bench, task, client, coordinator, client.bearing(token_of(OTHER)))


def test_a_coordinator_takes_a_task_from_one_and_gives_it_to_another(desk: Desk) -> None:
    shown = desk.do(desk.coordinator, "assign")
    assert (shown["state"], shown["assignee"], shown["version"]) == ("claimed", OTHER, 3)
    assert desk.last_cause() == {
        "kind": "task.assigned",
        "actor": "bawaslu-coordinator",
        "task_id": str(desk.task.id),
        "task": "initial_study",
        "assignee": OTHER,
        "previous": ME,
    }


def test_an_open_task_is_assigned_without_saying_why(desk: Desk) -> None:
    desk.client.post(f"/v1/tasks/{desk.task.id}/unclaim", if_match='"2"')
    assert desk.do(desk.coordinator, "assign", {"assignee": OTHER})["assignee"] == OTHER


def test_a_task_can_be_put_back_into_the_inbox(desk: Desk) -> None:
    shown = desk.do(desk.coordinator, "assign", {"assignee": None, "reason": "ill"})
    assert (shown["state"], shown["assignee"]) == ("open", None)


def test_who_lost_a_task_cannot_complete_it(desk: Desk) -> None:
    desk.do(desk.coordinator, "assign")
    answers = {"answers": {"decision": "complete", "initial_study_completed": {"at": None}}}
    path = f"/v1/tasks/{desk.task.id}/complete"
    problem_of(desk.client.post(path, answers, if_match='"2"'), 412)
    problem = problem_of(desk.client.post(path, answers, if_match='"3"'), 409)
    assert problem["errors"][0]["field"] == "assignee"
    assert desk.colleague.post(path, answers, if_match='"3"').status_code == 200


def test_assigning_to_whoever_has_it_changes_nothing(desk: Desk) -> None:
    before = picture_of(desk.bench.database)
    answer = send(desk.coordinator, desk.task, "assign", {"assignee": ME}, '"2"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert picture_of(desk.bench.database) == before


def test_a_delegated_task_goes_back_the_way_it_came(desk: Desk) -> None:
    appoint(desk.bench, "bawaslu-3")
    third = desk.client.bearing(token_of("bawaslu-3"))
    desk.do(desk.client, "delegate")
    desk.do(desk.colleague, "delegate", {"assignee": "bawaslu-3", "reason": "knows the place"})
    assert desk.do(third, "give-back")["assignee"] == OTHER
    assert desk.do(desk.colleague, "give-back", {})["assignee"] == ME
    problem = problem_of(send(desk.client, desk.task, "give-back", tag='"6"'), 409)
    assert problem["errors"][0]["field"] == "delegators"


def test_a_task_is_not_delegated_in_a_circle(desk: Desk) -> None:
    desk.do(desk.client, "delegate")
    for back in (ME, OTHER):
        problem = problem_of(
            send(desk.colleague, desk.task, "delegate", {"assignee": back, "reason": "x"}, '"3"'), 422
        )
        assert problem["errors"][0]["rule"] == "delegation-without-circle"


def test_whoever_takes_a_task_from_the_inbox_owes_it_to_nobody(desk: Desk) -> None:
    desk.do(desk.client, "delegate")
    desk.colleague.post(f"/v1/tasks/{desk.task.id}/unclaim", if_match='"3"')
    desk.colleague.post(f"/v1/tasks/{desk.task.id}/claim", if_match='"4"')
    problem_of(send(desk.colleague, desk.task, "give-back", tag='"5"'), 409)


def test_a_returned_task_refuses_the_answers_made_before(desk: Desk) -> None:
    shown = desk.do(desk.coordinator, "return")
    assert (shown["state"], shown["assignee"]) == ("claimed", ME)
    answers = {"answers": {"decision": "complete", "initial_study_completed": {"at": None}}}
    path = f"/v1/tasks/{desk.task.id}/complete"
    problem_of(desk.client.post(path, answers, if_match='"2"'), 412)
    assert desk.client.post(path, answers, if_match='"3"').status_code == 200


def test_what_is_completed_is_not_returned_and_the_refusal_says_how_to_correct_it(desk: Desk) -> None:
    desk.bench.complete_claimed(
        desk.task.case_id, "initial_study", decision="complete", initial_study_completed={"at": None}
    )
    problem = problem_of(send(desk.coordinator, desk.task, "return", tag='"3"'), 409)
    assert "new fact" in problem["detail"]


def test_priority_and_follow_up_are_on_record_with_who_and_why(desk: Desk) -> None:
    desk.do(desk.coordinator, "priority")
    desk.do(desk.client, "follow-up")
    first, second = desk.history()
    assert (first["kind"], first["actor"]) == ("task.prioritized", "bawaslu-coordinator")
    assert first["about"] == {"priority": "high", "previous": "normal"}
    assert first["reason"] == "a witness leaves"
    assert (second["kind"], second["actor"], second["reason"]) == ("task.postponed", ME, None)
    assert second["about"] == {"follow_up_on": "2024-01-30", "previous": None}


def test_the_reason_stands_beside_the_chain_and_not_in_it(desk: Desk) -> None:
    desk.do(desk.coordinator, "priority")
    (decided,) = desk.history()
    body = desk.bench.journal(desk.task.case_id)[-1].body
    assert b"witness" not in body
    assert decided["reason_digest"].encode() in body


def test_words_are_not_for_whoever_only_administers(desk: Desk) -> None:
    desk.do(desk.coordinator, "priority")
    clerk = desk.client.bearing(token_of("clerk", roles=["administrator"]))
    (decided,) = json_of(clerk.get(f"/v1/tasks/{desk.task.id}/history"))["items"]
    assert (decided["reason"], decided["kind"]) == (None, "task.prioritized")


def test_other_hands_see_a_task_that_was_put_off(desk: Desk) -> None:
    desk.do(desk.client, "follow-up")
    desk.do(desk.client, "delegate")
    found = stored(desk.bench, desk.task.id)
    assert (found.follow_up_on, found.follow_up_by) == (None, None)


@pytest.mark.parametrize("verb", BODIES)
def test_a_stranger_finds_no_task(desk: Desk, callers: Callers, verb: str) -> None:
    before = picture_of(desk.bench.database)
    unseen = problem_of(send(callers.stranger, desk.task, verb), 404)
    unknown = problem_of(send(desk.client, a_task(), verb), 404)
    assert {**unseen, "instance": "", "request_id": ""} == {**unknown, "instance": "", "request_id": ""}
    assert picture_of(desk.bench.database) == before


@pytest.mark.parametrize("verb", BODIES)
def test_who_may_not_is_told_so_before_the_version_is_asked_for(
    desk: Desk, callers: Callers, verb: str
) -> None:
    before = picture_of(desk.bench.database)
    others = [callers.police, callers.auditor, *([desk.client] if verb in COORDINATED else [])]
    police = desk.client.bearing(token_of("polri-coordinator", agency="polri", roles=["coordinator"]))
    for other in (*others, police):
        for tag in (None, '"2"', '"9"'):
            assert problem_of(send(other, desk.task, verb, tag=tag), 403)["detail_id"]
    assert picture_of(desk.bench.database) == before


@pytest.mark.parametrize("verb", BODIES)
@pytest.mark.parametrize(("tag", "status"), [(None, 428), ("*", 428), ('"1"', 412), ("2", 412)])
def test_a_change_says_which_version_it_means(desk: Desk, verb: str, tag: str | None, status: int) -> None:
    before = picture_of(desk.bench.database)
    problem_of(send(desk.one_who_may(verb), desk.task, verb, tag=tag), status)
    assert picture_of(desk.bench.database) == before


@pytest.mark.parametrize("verb", BODIES)
@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.CANCELLED])
def test_what_is_over_takes_nothing(desk: Desk, verb: str, state: TaskState) -> None:
    over = a_task(state=state, assignee=ME, closed_at=MONDAY)
    desk.bench.put(over)
    before = picture_of(desk.bench.database)
    for body in (BODIES[verb], {"wrong": 1}):  # the state comes before the body
        problem = problem_of(send(desk.one_who_may(verb), over, verb, body, '"1"'), 409)
        assert problem["errors"][0]["field"] == "state"
    assert picture_of(desk.bench.database) == before


@pytest.mark.parametrize("verb", ["delegate", "give-back", "return"])
def test_what_nobody_holds_is_not_handed_on(desk: Desk, verb: str) -> None:
    waiting = a_task()
    desk.bench.put(waiting)
    problem_of(send(desk.one_who_may(verb), waiting, verb, tag='"1"'), 409)


@pytest.mark.parametrize("verb", ["delegate", "give-back", "follow-up"])
def test_nobody_meddles_with_what_another_holds(desk: Desk, verb: str) -> None:
    problem = problem_of(send(desk.colleague, desk.task, verb, tag='"2"'), 409)
    assert problem["errors"][0]["field"] == "assignee"


WRONG: list[tuple[str, Any, str]] = [
    ("assign", {}, "assignee"),
    ("assign", {"assignee": 7, "reason": "x"}, "assignee"),
    ("assign", {"assignee": OTHER}, "reason"),
    ("assign", {"assignee": OTHER, "reason": " "}, "reason"),
    ("assign", {"assignee": OTHER, "reason": "x" * 2001}, "reason"),
    ("assign", {"assignee": OTHER, "reason": "a\x00b"}, "reason"),
    ("assign", {"assignee": "nobody", "reason": "x"}, "assignee"),
    ("assign", {"assignee": OTHER, "reason": "x", "__class__": 1}, "__class__"),
    ("delegate", {"assignee": OTHER}, "reason"),
    ("delegate", {"assignee": None, "reason": "x"}, "assignee"),
    ("delegate", {"assignee": "print", "reason": "x"}, "assignee"),
    ("return", {}, "reason"),
    ("priority", {"priority": "urgent", "reason": "x"}, "priority"),
    ("priority", {"priority": 1, "reason": "x"}, "priority"),
    ("priority", {"priority": "high"}, "reason"),
    ("follow-up", {}, "follow_up_on"),
    ("follow-up", {"follow_up_on": "2024-01-30T10:00:00"}, "follow_up_on"),
    ("follow-up", {"follow_up_on": "tomorrow"}, "follow_up_on"),
    ("follow-up", {"follow_up_on": "2024-01-28"}, "follow_up_on"),
    ("follow-up", {"follow_up_on": "2025-02-01"}, "follow_up_on"),
]


@pytest.mark.parametrize(("verb", "body", "field"), WRONG, ids=repr)
def test_a_wrong_body_is_refused_with_its_field(desk: Desk, verb: str, body: Any, field: str) -> None:
    before = picture_of(desk.bench.database)
    problem = problem_of(send(desk.one_who_may(verb), desk.task, verb, body, '"2"'), 422)
    assert field in {error["field"] for error in problem["errors"]}
    assert picture_of(desk.bench.database) == before


@pytest.mark.parametrize(
    ("member", "rule"),
    [
        ({"agency": "polri"}, "assignee-is-a-member"),
        ({"office": "51.01"}, "assignee-may-work"),
        ({"office": None}, "assignee-may-work"),
        ({"roles": ("auditor", "administrator")}, "assignee-may-work"),
        ({"roles": ("king",)}, "assignee-may-work"),
    ],
)
@pytest.mark.parametrize("verb", ["assign", "delegate"])
def test_a_task_goes_only_to_members_who_may_work_on_it(
    desk: Desk, verb: str, member: dict[str, Any], rule: str
) -> None:
    appoint(desk.bench, "newcomer", **member)
    body = {"assignee": "newcomer", "reason": "x"}
    problem = problem_of(send(desk.one_who_may(verb), desk.task, verb, body, '"2"'), 422)
    assert (problem["errors"][0]["field"], problem["errors"][0]["rule"]) == ("assignee", rule)


def test_a_confidential_task_goes_only_to_those_cleared_for_it(
    bench: CaseBench, coordinator: ApiClient
) -> None:
    appoint(bench, "plain")
    appoint(bench, "cleared", roles=("coordinator",))
    secret = bench.task(bench.start(confidentiality=3), "initial_study")
    body = {"assignee": "plain", "reason": "x"}
    problem_of(send(coordinator, secret, "assign", body, '"1"'), 422)
    body["assignee"] = "cleared"
    shown = json_of(send(coordinator, secret, "assign", body, '"1"'))
    assert shown["assignee"] == "cleared"
