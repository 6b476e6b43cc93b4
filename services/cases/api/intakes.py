"""`/v1/intakes`: reports and findings come in."""

from __future__ import annotations

from flask import url_for
from flask_smorest import Blueprint

from cases.actions.intakes import take_in
from cases.api.caller import caller
from cases.api.case_schemas import IntakeRequestSchema, ReceivedCaseSchema
from cases.domain.case import Case
from cases.domain.intake import Intake
from cases.storage.unit import CasesUnit
from chassis.http import unit_of_work
from chassis.idempotency import answered_once
from chassis.preconditions import etag_of

intakes = Blueprint("intakes", __name__, url_prefix="/v1", description="Reports and findings come in")


@intakes.post("/intakes")
@answered_once(CasesUnit)
@intakes.arguments(IntakeRequestSchema)
@intakes.response(201, ReceivedCaseSchema)
def create_intake(intake: Intake) -> tuple[Case, int, dict[str, str]]:
    """Take in a report or a finding; the answer holds its number and the receipt code."""
    with unit_of_work(CasesUnit) as unit:
        case = take_in(unit, intake, by=caller(), now=unit.now)
    headers = {"Location": url_for("cases.show_case", case_id=case.id), "ETag": etag_of(case.version)}
    return case, 201, headers
