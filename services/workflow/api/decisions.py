"""`/v1/tasks/{id}`: what was decided about a task so far, and whom it could be given to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from chassis.http import unit_of_work
from workflow.actions.candidates import candidates_for
from workflow.actions.reached_tasks import visible_task
from workflow.api.change_schemas import CandidateListSchema, DecisionListSchema
from workflow.api.edge import officer
from workflow.domain.access import reads_history
from workflow.domain.decision import Decision
from workflow.storage.unit import WorkflowUnit

decisions = Blueprint(
    "decisions", __name__, url_prefix="/v1/tasks", description="What was decided about a task"
)


@decisions.get("/<uuid:task_id>/candidates")
@decisions.response(200, CandidateListSchema)
def list_candidates(task_id: UUID) -> dict[str, Any]:
    """Up to 100 members who may be given the task: those who know the case first, then by office and load."""
    with unit_of_work(WorkflowUnit) as unit:
        return {"items": candidates_for(unit, task_id, officer=officer())}


@decisions.get("/<uuid:task_id>/history")
@decisions.response(200, DecisionListSchema)
def show_history(task_id: UUID) -> dict[str, Any]:
    """Who assigned, delegated, returned, put off or put first this task, when and why."""
    with unit_of_work(WorkflowUnit) as unit:
        task = visible_task(unit, task_id, officer=officer())
        found = unit.decisions.of_task(task_id)
        digests = [decision.reason for decision in found if decision.reason is not None]
        words = unit.journal.words_of(task.case_id, digests) if reads_history(officer()) else {}
    return {"items": [_view(decision, words) for decision in found]}


def _view(decision: Decision, words: Mapping[str, str]) -> dict[str, Any]:
    reason = None if decision.reason is None else words.get(decision.reason)
    return {**vars(decision), "reason": reason, "reason_digest": decision.reason}
