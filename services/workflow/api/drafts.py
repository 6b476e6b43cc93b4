"""`/v1/tasks/{id}/draft`: answers that are not sent yet; its ETag is the draft's own, not the task's."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from chassis.http import precondition, unit_of_work
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import IF_MATCH, etag_of
from workflow.actions.drafts import draft_in_hand, empty_draft, read_draft
from workflow.api import task_acts
from workflow.api.change_schemas import DraftRequestSchema, DraftSchema
from workflow.api.edge import officer, procedure
from workflow.api.task_acts import Asked, Tagged, tagged
from workflow.storage.unit import WorkflowUnit

drafts = LateBodyBlueprint("drafts", __name__, url_prefix="/v1/tasks", description="Answers not sent yet")


@drafts.get("/<uuid:task_id>/draft")
@drafts.response(200, DraftSchema)
def show_draft(task_id: UUID) -> Tagged:
    """The draft of your task, or of one of the agency you coordinate; empty, version 0, where there is none yet."""
    with unit_of_work(WorkflowUnit) as unit:
        return tagged(read_draft(unit, task_id, officer=officer()))


@drafts.put("/<uuid:task_id>/draft")
@drafts.arguments(DraftRequestSchema)
@drafts.response(200, DraftSchema)
@drafts.doc(parameters=[IF_MATCH])
def save_draft(body: Body, task_id: UUID) -> Tagged:
    """Keep the answers you have so far; what is missing may come later. It goes when the task closes."""
    with unit_of_work(WorkflowUnit) as unit:
        asked = Asked(unit, procedure(), task_id, officer(), precondition(), body)
        return tagged(task_acts.draft(asked))


@drafts.delete("/<uuid:task_id>/draft")
@drafts.response(204)
@drafts.doc(parameters=[IF_MATCH])
def delete_draft(task_id: UUID) -> Response:
    """Forget the answers of your task's draft; the ETag to go on with comes back."""
    with unit_of_work(WorkflowUnit) as unit:
        drafted = draft_in_hand(unit, task_id, officer=officer(), expected=precondition())
        emptied = empty_draft(unit, drafted, officer=officer())
    return Response(status=204, headers={"ETag": etag_of(emptied.version)})
