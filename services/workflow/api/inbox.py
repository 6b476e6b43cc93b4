"""`/v1/tasks`: the inbox of the three agencies."""

from __future__ import annotations

from typing import Any

from chassis.http import unit_of_work
from chassis.paging import Page, page_request
from chassis.parsing import QueryBlueprint
from workflow.actions.inbox import inbox_page
from workflow.api.edge import officer, procedure
from workflow.api.inbox_query import beside_view, query_of
from workflow.api.inbox_schemas import CountArguments, CountSchema, InboxArguments, TaskPageSchema
from workflow.api.views import columns_view
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit

inbox = QueryBlueprint(
    "inbox", __name__, url_prefix="/v1/tasks", description="The inbox of the three agencies"
)


@inbox.get("")
@inbox.arguments(InboxArguments, location="query")
@inbox.response(200, TaskPageSchema)
def list_tasks(asked: dict[str, Any]) -> Page[HumanTask] | Page[dict[str, Any]]:
    """The tasks you may see, open and claimed ones unless `state` says otherwise; `fields` names the columns to show."""
    with unit_of_work(WorkflowUnit) as unit:
        asked = beside_view(unit, InboxArguments, asked)
        columns, sorting, page = asked.pop("columns"), asked.pop("sort"), page_request(asked)
        query = query_of(asked, officer())
        found = inbox_page(unit, procedure(), query, page, officer=officer(), sorting=sorting)
    return found if columns is None else found.each(lambda task: columns_view(task, columns))


@inbox.get("/count")
@inbox.arguments(CountArguments, location="query")
@inbox.response(200, CountSchema)
def count_tasks(asked: dict[str, Any]) -> dict[str, int]:
    """How many tasks the same filters show, exactly."""
    with unit_of_work(WorkflowUnit) as unit:
        query = query_of(beside_view(unit, CountArguments, asked), officer())
        return {"count": unit.inbox.count(query, officer(), now=unit.now)}
