"""`/v1/tasks/{id}`: one task and the work on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.http import precondition, unit_of_work
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import IF_MATCH, etag_of
from workflow.actions.reached_tasks import visible_task
from workflow.actions.tasks import (
    claim_task,
    complete_task,
    task_form,
    task_in_hand,
    unclaim_task,
)
from workflow.api.edge import officer, procedure
from workflow.api.schemas import CompletedTaskSchema, CompletionSchema, TaskSchema
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit

Tagged = tuple[HumanTask, int, dict[str, str]]
tasks = LateBodyBlueprint("tasks", __name__, url_prefix="/v1", description="Work on tasks")


@tasks.get("/tasks/<uuid:task_id>")
@tasks.response(200, TaskSchema)
def show_task(task_id: UUID) -> Tagged:
    """One task."""
    with unit_of_work(WorkflowUnit) as unit:
        return _tagged(visible_task(unit, task_id, officer=officer()))


@tasks.get("/tasks/<uuid:task_id>/form")
@tasks.response(200)
def show_form(task_id: UUID) -> Mapping[str, Any]:
    """The JSON Schema of the answers, in the version the case runs on."""
    with unit_of_work(WorkflowUnit) as unit:
        return task_form(unit, procedure(), task_id, officer=officer())


@tasks.post("/tasks/<uuid:task_id>/claim")
@tasks.response(200, TaskSchema)
@tasks.doc(parameters=[IF_MATCH])
def claim(task_id: UUID) -> Tagged:
    """Take an open task of your agency."""
    with unit_of_work(WorkflowUnit) as unit:
        return _tagged(claim_task(unit, task_id, officer=officer(), expected=precondition()))


@tasks.post("/tasks/<uuid:task_id>/unclaim")
@tasks.response(200, TaskSchema)
@tasks.doc(parameters=[IF_MATCH])
def unclaim(task_id: UUID) -> Tagged:
    """Give your task back to everybody."""
    with unit_of_work(WorkflowUnit) as unit:
        return _tagged(unclaim_task(unit, task_id, officer=officer(), expected=precondition()))


@tasks.post("/tasks/<uuid:task_id>/complete")
@tasks.arguments(CompletionSchema)
@tasks.response(200, CompletedTaskSchema)
@tasks.doc(parameters=[IF_MATCH])
def complete(body: Body, task_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Send the answers of a task's form; the procedure goes on in the same moment, and `opened` is what it asks next.

    A task that nobody has claimed is yours from this moment.
    """
    with unit_of_work(WorkflowUnit) as unit:
        held = task_in_hand(unit, task_id, officer=officer(), expected=precondition())
        done = complete_task(unit, procedure(), held, body()["answers"], officer=officer())
        return {**vars(done.task), "opened": done.opened}, 200, {"ETag": etag_of(done.task.version)}


def _tagged(task: HumanTask) -> Tagged:
    return task, 200, {"ETag": etag_of(task.version)}
