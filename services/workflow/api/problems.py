"""Which refusal of the domain answers with which status."""

from __future__ import annotations

from flask import Flask, Response

from chassis.problems import Problem, StatusTable
from workflow.domain.errors import LegalClockError, ProcedureRefusedError, Refusal
from workflow.domain.incident import CaseStuckError
from workflow.domain.instance import CaseSuspendedError, ProcedureFaultError

STATUS: StatusTable = {
    ProcedureFaultError: 500,
    CaseStuckError: 409,
    CaseSuspendedError: 409,
    ProcedureRefusedError: 422,
}
"""The chassis' own errors cover the rest; the legal clock's refusals are rendered below."""

UNPROCESSABLE = 422


def register_clock_problems(app: Flask) -> None:
    """Answer 422 with every refusal of the legal clock: field, rule and next step in both languages."""

    def answer(error: LegalClockError) -> Response:
        return problem_of_clock(error).answer()

    app.register_error_handler(LegalClockError, answer)


def problem_of_clock(error: LegalClockError) -> Problem:
    """The problem for what the legal clock refuses."""
    first = error.refusals[0]
    return Problem(
        status=UNPROCESSABLE,
        slug="impossible-time",
        title=(type(error).__doc__ or "").rstrip("."),
        title_id="Waktu ini tidak mungkin",
        detail=_sentence(first.problem.en, first.next_step.en),
        detail_id=_sentence(first.problem.id, first.next_step.id),
        errors=[_field(refusal) for refusal in error.refusals],
    )


def _field(refusal: Refusal) -> dict[str, str]:
    return {
        "field": refusal.field,
        "rule": refusal.rule,
        "message": _sentence(refusal.problem.en, refusal.next_step.en),
        "message_id": _sentence(refusal.problem.id, refusal.next_step.id),
    }


def _sentence(problem: str, next_step: str) -> str:
    return f"{problem}; {next_step}."
