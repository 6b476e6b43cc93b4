"""`/v1/tasks/{id}`: who does a task, when and in which order, and what is to be mended first."""

from __future__ import annotations

from uuid import UUID

from chassis.http import precondition, unit_of_work
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import IF_MATCH
from workflow.api import task_acts
from workflow.api.change_schemas import (
    AssignmentSchema,
    DelegationSchema,
    FollowUpSchema,
    PrioritySchema,
    ReasonIfAnySchema,
    ReasonSchema,
)
from workflow.api.edge import officer, procedure
from workflow.api.schemas import TaskSchema
from workflow.api.task_acts import Act, Asked, Tagged, tagged
from workflow.storage.unit import WorkflowUnit

task_changes = LateBodyBlueprint(
    "task changes", __name__, url_prefix="/v1/tasks", description="Who does a task, and when"
)


@task_changes.post("/<uuid:task_id>/assign")
@task_changes.arguments(AssignmentSchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def assign(body: Body, task_id: UUID) -> Tagged:
    """Put a task into a member's hands, or back into the inbox; coordinators of its agency may."""
    return _done(task_acts.assign, task_id, body)


@task_changes.post("/<uuid:task_id>/delegate")
@task_changes.arguments(DelegationSchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def delegate(body: Body, task_id: UUID) -> Tagged:
    """Hand your task to a colleague, who may give it back."""
    return _done(task_acts.delegate, task_id, body)


@task_changes.post("/<uuid:task_id>/give-back")
@task_changes.arguments(ReasonIfAnySchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def give_back(body: Body, task_id: UUID) -> Tagged:
    """Return a task that was delegated to you to whoever delegated it."""
    return _done(task_acts.give_back, task_id, body)


@task_changes.post("/<uuid:task_id>/return")
@task_changes.arguments(ReasonSchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def return_for_correction(body: Body, task_id: UUID) -> Tagged:
    """Return a task that is in hand to its holder, with remarks, before it is completed; coordinators may."""
    return _done(task_acts.return_for_correction, task_id, body)


@task_changes.put("/<uuid:task_id>/priority")
@task_changes.arguments(PrioritySchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def set_priority(body: Body, task_id: UUID) -> Tagged:
    """Put a task before or behind the rest; coordinators of its agency may. Limits stay what they are."""
    return _done(task_acts.prioritize, task_id, body)


@task_changes.put("/<uuid:task_id>/follow-up")
@task_changes.arguments(FollowUpSchema)
@task_changes.response(200, TaskSchema)
@task_changes.doc(parameters=[IF_MATCH])
def set_follow_up(body: Body, task_id: UUID) -> Tagged:
    """Say on which day to look at a task again; its holder may, anybody of the agency while nobody holds it."""
    return _done(task_acts.postpone, task_id, body)


def _done(act: Act, task_id: UUID, body: Body) -> Tagged:
    with unit_of_work(WorkflowUnit) as unit:
        return tagged(act(Asked(unit, procedure(), task_id, officer(), precondition(), body)))
