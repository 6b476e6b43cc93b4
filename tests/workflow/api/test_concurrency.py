"""Many at once, on a committed database: each change has one winner, and the others are told cleanly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.http import ApiClient
from tests.support.tokens import token_of
from tests.workflow.api.crowd import CROWD, Sent, at_once, told
from tests.workflow.builders import MONDAY, UNKNOWN, CaseBench, an_officer
from workflow.actions.procedure import Procedure
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit
from workflow.timers import alert_rounds

STUDIED = {"answers": {"decision": "complete", "initial_study_completed": UNKNOWN}}


@dataclass(frozen=True)
class Entered:
    """A fact about a case, with a key of its own."""

    web: Flask
    case_id: UUID
    registered: str

    def __call__(self) -> TestResponse:
        client = ApiClient(self.web, token_of("officer-1"))
        body = {"kind": "registered", "at": self.registered}
        return client.post(f"/v1/cases/{self.case_id}/facts", body)


@pytest.mark.parametrize("officers", [CROWD, 1], ids=["everybody", "one person in many windows"])
def test_of_a_hundred_who_claim_at_once_one_gets_the_task(
    busy: CaseBench, web: Flask, own: Database, officers: int
) -> None:
    task = busy.task(busy.start(), "initial_study")
    statuses = at_once(*(Sent(web, f"officer-{n % officers}", task, "claim", 1) for n in range(CROWD)))
    counted = Counter(statuses)
    assert counted[200] == 1
    assert counted[200] + counted[409] + counted[412] == CROWD, counted
    assert busy.task(task.case_id, "initial_study").version == 2
    assert told(own, "task.claimed") == 1


def test_a_task_completed_twice_at_once_has_one_effect(busy: CaseBench, web: Flask, own: Database) -> None:
    case_id = busy.start()
    task = busy.claim(case_id, "initial_study")
    completion = Sent(web, "bawaslu-karawang", task, "complete", task.version, STUDIED)
    statuses = at_once(*[completion] * 8)
    assert sorted(statuses) == [200] + [412] * 7
    assert told(own, "task.completed") == 1
    assert [entry.sequence for entry in busy.journal(case_id)] == [1, 2]


def test_a_task_given_back_meanwhile_cannot_be_completed(busy: CaseBench, web: Flask) -> None:
    for _ in range(10):
        case_id = busy.start()
        task = busy.claim(case_id, "initial_study")
        unclaimed, completed = at_once(
            Sent(web, "bawaslu-karawang", task, "unclaim", task.version),
            Sent(web, "bawaslu-karawang", task, "complete", task.version, STUDIED),
        )
        assert sorted([unclaimed, completed]) == [200, 412]
        went_on = busy.open_tasks(case_id)[0].name == "registration"
        assert went_on == (completed == 200)


def test_a_claim_beside_a_step_of_the_same_case_is_not_lost(busy: CaseBench, web: Flask) -> None:
    """A step writes the limits of all open tasks; it must not write back an assignee it read before."""
    case_id = busy.until_registered(registered="2024-01-09")
    task = busy.task(case_id, "discussion_1")
    for day in range(9, 29):
        version = busy.task(case_id, "discussion_1").version
        statuses = at_once(
            Entered(web, case_id, f"2024-01-{day:02}"),
            Sent(web, "officer-1", task, "claim" if day % 2 else "unclaim", version),
        )
        assert statuses == [201, 200]
        found = busy.task(case_id, "discussion_1")
        assert (found.version, found.assignee) == (version + 1, "officer-1" if day % 2 else None)


def test_claims_completions_and_timers_of_one_case_never_block_each_other_for_good(
    busy: CaseBench, web: Flask, own: Database, procedure: Procedure
) -> None:
    """Opposite lock orders would show as a deadlock, which answers 503."""
    cases = [busy.until_registered(registered="2024-01-09") for _ in range(3)]
    own.clock = FixedClock(MONDAY.replace(month=3))
    rounds = alert_rounds(own, procedure)
    tasks = [busy.task(case_id, "discussion_1") for case_id in cases]

    def give() -> TestResponse:
        rounds()
        return web.test_client().get("/livez")

    calls: list[Callable[[], TestResponse]] = [give, give]
    for task in tasks:
        calls += [
            Entered(web, task.case_id, "2024-01-10"),
            Sent(web, "officer-1", task, "claim", 1),
            Sent(web, "officer-1", task, "unclaim", 2),
        ]
    statuses = Counter(at_once(*calls))
    assert set(statuses) <= {200, 201, 409, 412}
    rounds()
    with own.unit_of_work(WorkflowUnit) as unit:
        assert unit.alerts.waiting(unit.now) == (0, 0.0)


def test_one_alert_is_given_however_many_timers_look(
    busy: CaseBench, own: Database, procedure: Procedure, web: Flask
) -> None:
    cases = [busy.until_registered(registered="2024-01-09") for _ in range(4)]
    own.clock = FixedClock(MONDAY.replace(month=3))

    def give() -> TestResponse:
        alert_rounds(own, procedure)()
        return web.test_client().get("/livez")

    at_once(*[give] * 6)
    alert_rounds(own, procedure)()
    with own.unit_of_work(WorkflowUnit) as unit:
        missed = unit.session.execute(
            text("SELECT subject, data->>'rule' AS rule FROM outbox WHERE type = 'deadline.missed'")
        ).all()
    assert len(missed) == len(set(missed))
    assert {subject for subject, _ in missed} == {str(case_id) for case_id in cases}


def test_two_processes_with_warm_caches_alternate_on_one_case(busy: CaseBench) -> None:
    def process() -> CaseBench:
        return CaseBench(busy.database, Procedure(), busy.clock)

    one, two = process(), process()
    case_id = one.start()
    two.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    one.complete(case_id, "registration", registered=UNKNOWN)
    two.register(case_id)
    one.until_discussion_2(case_id)
    two.until_investigation(case_id)
    assert [task.name for task in process().open_tasks(case_id)] == ["police_investigation"]
    entries = one.journal(case_id)
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    stages = [json.loads(entry.body)["stage"] for entry in entries]
    assert stages[-1] == "investigation"


def test_a_refused_step_leaves_no_trace_in_a_warm_cache(busy: CaseBench, web: Flask) -> None:
    case_id = busy.start()
    task = busy.claim(case_id, "initial_study")
    wrong = {"answers": {"decision": "complete", "initial_study_completed": {"at": "2024-03-01"}}}
    assert Sent(web, "bawaslu-karawang", task, "complete", 2, wrong)().status_code == 422
    assert Sent(web, "bawaslu-karawang", task, "complete", 2, STUDIED)().status_code == 200
    assert [waiting.name for waiting in busy.open_tasks(case_id)] == ["registration"]


def test_one_key_sent_many_times_at_once_enters_one_fact(busy: CaseBench, web: Flask) -> None:
    case_id = busy.start()
    client = ApiClient(web, token_of())
    body = {"kind": "report_submitted", "at": "2024-01-20"}
    statuses = at_once(*[lambda: client.post(f"/v1/cases/{case_id}/facts", body, key="once")] * 10)
    assert set(statuses) == {201}
    assert [entry.sequence for entry in busy.journal(case_id)] == [1, 2]


def test_one_person_who_signs_for_two_agencies_at_once_signs_for_one(busy: CaseBench, web: Flask) -> None:
    case_id = busy.until_registered()
    busy.answer(case_id, "discussion_1")
    both = {
        agency: busy.claim(case_id, f"signature_{agency}", by=an_officer(agency, id="budi")) for agency in TWO
    }
    calls = [SignedFor(web, agency, task) for agency, task in both.items()]
    assert sorted(at_once(*calls)) == [200, 422]
    open_still = {task.name for task in busy.open_tasks(case_id)}
    assert len(open_still & {f"signature_{agency}" for agency in TWO}) == 1


TWO = ("bawaslu", "polri")


@dataclass(frozen=True)
class SignedFor:
    """Budi signs, with the badge of one agency."""

    web: Flask
    agency: str
    task: HumanTask

    def __call__(self) -> TestResponse:
        client = ApiClient(self.web, token_of("budi", agency=self.agency))
        path = f"/v1/tasks/{self.task.id}/complete"
        return client.post(path, {"answers": {"stance": "concurring"}}, if_match=f'"{self.task.version}"')
