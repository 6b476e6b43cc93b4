"""The rows of `gakkumdu bench inbox`, and that its questions are questions; what they take is not measured here."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from chassis.database import Database
from console.bench_questions import ACCOUNTS, questions
from tests.support.http import ApiClient, json_of
from tests.support.tokens import token_of
from tests.workflow.api.conftest import app, served
from tests.workflow.builders import MONDAY
from workflow.bench_inbox import seed
from workflow.bench_inbox_rows import offices
from workflow.storage.unit import WorkflowUnit

__all__ = ["app", "served"]
CASES, A_CASE = 300, 5


@pytest.fixture
def seeded(database: Database) -> Database:
    seed(database, 1, CASES, A_CASE)
    return database


def asked(database: Database, question: str) -> Any:
    with database.unit_of_work(WorkflowUnit) as unit:
        return unit.session.scalar(text(question))


def test_one_task_of_each_case_is_open(seeded: Database) -> None:
    assert asked(seeded, "SELECT count(*) FROM tasks") == CASES * A_CASE
    assert asked(seeded, "SELECT count(*) FROM tasks WHERE state IN ('open', 'claimed')") == CASES
    assert asked(seeded, "SELECT count(*) FROM open_tasks") == CASES
    assert asked(seeded, "SELECT count(DISTINCT case_id) FROM open_tasks") == CASES


def test_they_are_spread_over_everything_that_is_asked_for(seeded: Database) -> None:
    spread = {
        "agency": 3,
        "confidentiality": 4,
        "regime": 2,
        "state": 2,
        "zone": 3,
        "level": 3,
        "priority": 3,
    }
    for column, kinds in spread.items():
        assert asked(seeded, f"SELECT count(DISTINCT {column}) FROM open_tasks") == kinds, column  # noqa: S608 - names of our own
    assert len(set(offices())) == 600


def test_the_same_numbers_make_the_same_rows(seeded: Database) -> None:
    digest = "SELECT md5(string_agg(concat(name, office, priority, state), '' ORDER BY case_id, opened_in)) FROM tasks"
    first = asked(seeded, digest)
    with seeded.unit_of_work(WorkflowUnit) as unit:
        unit.session.execute(text("DELETE FROM tasks"))
        unit.session.execute(text("DELETE FROM instances"))
    seed(seeded, 1, CASES, A_CASE)
    assert asked(seeded, digest) == first


@pytest.mark.usefixtures("seeded")
def test_every_question_is_answered_and_counted(app: Flask) -> None:
    claims = ("agency", "office", "level", "roles")
    clients = {
        name: ApiClient(app, token_of(name, **{claim: account[claim] for claim in claims}))
        for name, account in ACCOUNTS.items()
    }
    empty = 0
    for question in questions(MONDAY):
        client = clients[question.officer]
        shown = json_of(client.get("/v1/tasks", **question.page(), limit=200))
        counted = json_of(client.get("/v1/tasks/count", **question.filters))["count"]
        assert min(counted, 200) == len(shown["items"]), question
        empty += not counted
    assert empty < len(questions(MONDAY)) * 2 / 3
