"""`/v1/tasks`: the inbox of the three agencies."""

from __future__ import annotations

from typing import Any

from flask import Response

from chassis.http import unit_of_work
from chassis.paging import page_request
from chassis.parsing import QueryBlueprint
from chassis.written import written_page
from workflow.actions.inbox import inbox_page
from workflow.api.edge import officer, procedure
from workflow.api.inbox_query import beside_view, query_of
from workflow.api.inbox_schemas import (
    CountArguments,
    CountSchema,
    InboxArguments,
    TaskPageSchema,
    shown_of,
)
from workflow.storage.unit import WorkflowUnit

inbox = QueryBlueprint(
    "inbox", __name__, url_prefix="/v1/tasks", description="The inbox of the three agencies"
)


@inbox.get("")
@inbox.arguments(InboxArguments, location="query")
@inbox.response(200, TaskPageSchema)
def list_tasks(asked: dict[str, Any]) -> Response:
    """The tasks you may see, open and claimed ones unless `state` says otherwise; `fields` names the columns to show."""
    with unit_of_work(WorkflowUnit) as unit:
        asked = beside_view(unit, InboxArguments, asked)
        shown, sorting, page = shown_of(asked.pop("columns")), asked.pop("sort"), page_request(asked)
        query = query_of(asked, officer())
        found = inbox_page(unit, procedure(), query, page, officer=officer(), shown=shown, sorting=sorting)
    return written_page(found)


@inbox.get("/count")
@inbox.arguments(CountArguments, location="query")
@inbox.response(200, CountSchema)
def count_tasks(asked: dict[str, Any]) -> dict[str, int]:
    """How many tasks the same filters show, exactly."""
    with unit_of_work(WorkflowUnit) as unit:
        query = query_of(beside_view(unit, CountArguments, asked), officer())
        return {"count": unit.inbox.count(query, officer(), now=unit.now)}
