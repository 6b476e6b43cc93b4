"""`/v1/recomputations`: how far the open deadlines have been brought to a changed law."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from chassis.http import unit_of_work
from chassis.paging import Page, PageArguments, page_request, page_schema
from workflow.api.edge import officer
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.unit import WorkflowUnit

recomputations = Blueprint(
    "recomputations", __name__, url_prefix="/v1/recomputations", description="After a change of the law"
)


class RecomputationSchema(Schema):
    """One change of rules or calendar; `total`, `done` and `failed` count cases, `changed` moved deadlines."""

    number = fields.Integer(required=True)
    state = fields.Enum(JobState, by_value=True, required=True)
    old_rules = fields.String(required=True)
    old_calendar = fields.String(required=True)
    rules = fields.String(required=True)
    calendar = fields.String(required=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    requested_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(allow_none=True)


@recomputations.get("")
@recomputations.arguments(PageArguments, location="query")
@recomputations.response(200, page_schema(RecomputationSchema))
def list_recomputations(asked: dict[str, Any]) -> Page[Recomputation]:
    """Every recomputation, the newest first."""
    officer()  # only officers of a centre see the work of the system
    with unit_of_work(WorkflowUnit) as unit:
        return unit.recomputations.page(page_request(asked))
