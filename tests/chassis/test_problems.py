"""How a refusal is rendered."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed, UnprocessableEntity, abort

from chassis.errors import DomainError, FieldProblem, InvalidInputError, NotFoundError
from chassis.problems import (
    CHASSIS_STATUS,
    SENTENCES,
    Problem,
    problem_of_error,
    problem_of_http,
    unavailable,
)


class SmudgedPageError(NotFoundError):
    """The page is smudged.

    Nobody can read it.
    """


def rendered(problem: Problem) -> dict[str, Any]:
    with Flask(__name__).test_request_context("/v1/pages/7"):
        answer = problem.answer()
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == answer.status_code
    return body


def test_an_error_names_its_type_title_and_both_languages() -> None:
    error = SmudgedPageError("Ask for a copy.", id="Minta salinan.")
    assert rendered(problem_of_error(error, CHASSIS_STATUS)) == {
        "type": "/problems/smudged-page",
        "title": "The page is smudged",
        "title_id": NotFoundError.title_id,
        "status": 404,
        "detail": "Ask for a copy.",
        "detail_id": "Minta salinan.",
        "instance": "/v1/pages/7",
    }


def test_each_field_says_what_is_wrong_with_it() -> None:
    others = (FieldProblem("b", "B.", "B!", "rule-b"), FieldProblem("c", "C.", "C!"))
    error = InvalidInputError("A.", id="A!", field="a", rule="rule-a", fields=others)
    assert rendered(problem_of_error(error, CHASSIS_STATUS))["errors"] == [
        {"field": "a", "rule": "rule-a", "message": "A.", "message_id": "A!"},
        {"field": "b", "rule": "rule-b", "message": "B.", "message_id": "B!"},
        {"field": "c", "message": "C.", "message_id": "C!"},
    ]


def test_an_error_that_no_table_knows_is_a_mistake_of_ours() -> None:
    class ForgottenError(DomainError):
        """Forgotten."""

    with pytest.raises(StopIteration):
        problem_of_error(ForgottenError("x", id="x"), CHASSIS_STATUS)


@pytest.mark.parametrize("status", [status for status in SENTENCES if status != 405])
def test_what_the_framework_refuses_speaks_both_languages(status: int) -> None:
    with pytest.raises(HTTPException) as refused:
        abort(status)
    body = rendered(problem_of_http(refused.value))
    assert (body["detail"], body["detail_id"]) == SENTENCES[status]


def test_nested_fields_have_their_path() -> None:
    error = UnprocessableEntity()
    error.data = {  # type: ignore[attr-defined] # webargs puts it there
        "messages": {"json": {"a": {"0": {"b": ["Wrong.", "Late."]}}, "c": ["Missing."]}}
    }
    assert rendered(problem_of_http(error))["errors"] == [
        {"field": "a.0.b", "message": "Wrong."},
        {"field": "a.0.b", "message": "Late."},
        {"field": "c", "message": "Missing."},
    ]


def test_headers_of_a_refusal_are_kept_but_its_type_is_ours() -> None:
    problem = problem_of_http(MethodNotAllowed(valid_methods=["GET", "POST"]))
    assert problem.headers == {"Allow": "GET, POST"}


def test_what_is_away_says_when_to_come_again() -> None:
    problem = unavailable("Away.", "Pergi.")
    assert (problem.status, int(problem.headers["Retry-After"]) > 0) == (503, True)
