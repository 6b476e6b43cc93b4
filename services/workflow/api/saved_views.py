"""`/v1/views`: questions to the inbox that you keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from chassis.fields import PlainText, RequestSchema
from chassis.http import precondition, unit_of_work
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from chassis.paging import Page, PageArguments, page_request, page_schema
from chassis.preconditions import IF_MATCH, etag_of
from workflow.actions.saved_views import change_view, delete_view, own_view, save_view
from workflow.api.edge import officer
from workflow.api.inbox_query import query_of
from workflow.api.inbox_schemas import ListFilters
from workflow.domain.saved_view import SavedView
from workflow.storage.unit import WorkflowUnit

LONGEST_VIEW_NAME = 100
Tagged = tuple[SavedView, int, dict[str, str]]

saved_views = LateBodyBlueprint(
    "views", __name__, url_prefix="/v1/views", description="Your saved views of the inbox"
)


class CheckedQuery(fields.Nested):
    """Parameters of the inbox that make sense now, kept as they were sent."""

    def _deserialize(self, value: Any, attr: Any, data: Any, partial: Any = None, **options: Any) -> Any:
        filters = super()._deserialize(value, attr, data, partial, **options)
        query_of(
            {name: found for name, found in filters.items() if name not in ("sort", "columns")}, officer()
        )
        return value


class SavedViewRequestSchema(RequestSchema):
    """A name, and the parameters of `/v1/tasks` to keep under it."""

    name = PlainText(longest=LONGEST_VIEW_NAME, required=True)
    query = CheckedQuery(ListFilters, required=True)


class SavedViewSchema(Schema):
    """A saved view; `/v1/tasks?view={id}` asks it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    query = fields.Dict(keys=fields.String(), required=True)
    version = fields.Integer(required=True)
    saved_at = fields.DateTime(required=True)


@saved_views.get("")
@saved_views.arguments(PageArguments, location="query")
@saved_views.response(200, page_schema(SavedViewSchema))
def list_views(asked: dict[str, Any]) -> Page[SavedView]:
    """Yours, by name."""
    with unit_of_work(WorkflowUnit) as unit:
        return unit.saved_views.page(officer().id, page_request(asked))


@saved_views.post("")
@answered_once(WorkflowUnit)
@saved_views.arguments(SavedViewRequestSchema)
@saved_views.response(201, SavedViewSchema)
def create_view(body: Body) -> Tagged:
    """Keep a question."""
    with unit_of_work(WorkflowUnit) as unit:
        view = save_view(unit, **body(), officer=officer())
    return view, 201, {**_etag(view), "Location": f"/v1/views/{view.id}"}


@saved_views.get("/<uuid:view_id>")
@saved_views.response(200, SavedViewSchema)
def show_view(view_id: UUID) -> Tagged:
    """One of yours."""
    with unit_of_work(WorkflowUnit) as unit:
        view = own_view(unit, view_id, officer=officer())
    return view, 200, _etag(view)


@saved_views.put("/<uuid:view_id>")
@saved_views.arguments(SavedViewRequestSchema)
@saved_views.response(200, SavedViewSchema)
@saved_views.doc(parameters=[IF_MATCH])
def replace_view(body: Body, view_id: UUID) -> Tagged:
    """Another name or question in the place of the old ones."""
    with unit_of_work(WorkflowUnit) as unit:
        me, expected = officer(), precondition()
        expected.check(own_view(unit, view_id, officer=me).version)
        view = change_view(unit, view_id, **body(), officer=me, expected=expected)
    return view, 200, _etag(view)


@saved_views.delete("/<uuid:view_id>")
@saved_views.response(204)
@saved_views.doc(parameters=[IF_MATCH])
def remove_view(view_id: UUID) -> None:
    """One of yours, for good."""
    with unit_of_work(WorkflowUnit) as unit:
        delete_view(unit, view_id, officer=officer(), expected=precondition())


def _etag(view: SavedView) -> dict[str, str]:
    return {"ETag": etag_of(view.version)}
