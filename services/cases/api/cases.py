"""`/v1/cases`: what is known of a case."""

from __future__ import annotations

from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from cases.actions.cases import see_case
from cases.api.caller import caller
from cases.api.case_schemas import CaseQuery, CaseQuerySchema, CaseSchema
from cases.domain.case import Case, CaseId
from cases.storage.unit import CasesUnit
from chassis.http import unit_of_work
from chassis.paging import Page, page_schema
from chassis.preconditions import etag_of

cases = Blueprint("cases", __name__, url_prefix="/v1", description="What is known of a case")


@cases.get("/cases")
@cases.arguments(CaseQuerySchema, location="query", unknown=RAISE)
@cases.response(200, page_schema(CaseSchema))
def list_cases(query: CaseQuery) -> Page[Case]:
    """The cases you may see, newest first."""
    with unit_of_work(CasesUnit) as unit:
        return unit.cases.page(caller(), query.narrowed, query.asked)


@cases.get("/cases/<uuid:case_id>")
@cases.response(200, CaseSchema)
def show_case(case_id: UUID) -> tuple[Case, int, dict[str, str]]:
    """One case."""
    with unit_of_work(CasesUnit) as unit:
        case = see_case(unit, CaseId(case_id), by=caller())
    return case, 200, {"ETag": etag_of(case.version)}
