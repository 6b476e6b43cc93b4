"""`/v1/cases/{id}`: what coordinators do to a case as a whole. Each takes the case's own version in `If-Match`."""

from __future__ import annotations

from uuid import UUID

from chassis.http import precondition, unit_of_work
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import IF_MATCH
from workflow.actions.cancellation import cancel_case
from workflow.actions.incidents import retry_case, stuck_case
from workflow.actions.intervening import case_to_cancel, case_to_intervene
from workflow.actions.moving import move_case
from workflow.actions.repair import repair_case
from workflow.actions.suspension import resume_case, suspend_case
from workflow.api.change_schemas import ReasonSchema
from workflow.api.edge import again, officer, procedure
from workflow.api.intervention_schemas import MoveSchema, RepairSchema
from workflow.api.process_answer import Tagged, process_answer
from workflow.api.schemas import ProcessSchema
from workflow.storage.unit import WorkflowUnit

interventions = LateBodyBlueprint(
    "interventions", __name__, url_prefix="/v1/cases", description="What coordinators do to a case as a whole"
)


@interventions.post("/<uuid:case_id>/retry")
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def retry(case_id: UUID) -> Tagged:
    """Have a stuck case tried again; its coordinators may."""
    with unit_of_work(WorkflowUnit) as unit:
        expected = precondition()
        found = retry_case(unit, procedure(), case_id, again(), officer=officer(), expected=expected)
        return process_answer(unit, found)


@interventions.post("/<uuid:case_id>/repair")
@interventions.arguments(RepairSchema)
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def repair(body: Body, case_id: UUID) -> Tagged:
    """Correct the variables on which a stuck case failed, and have it tried again; both or neither."""
    with unit_of_work(WorkflowUnit) as unit:
        stuck = stuck_case(unit, case_id, officer=officer(), expected=precondition())
        found = repair_case(unit, procedure(), stuck, again(), officer=officer(), **body())
        return process_answer(unit, found)


@interventions.post("/<uuid:case_id>/suspension")
@interventions.arguments(ReasonSchema)
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def suspend(body: Body, case_id: UUID) -> Tagged:
    """Hold the procedure of a case until it is resumed. Its legal limits run on, and their alerts still go out."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer(), expected=precondition())
        instance.must_run()
        found = suspend_case(unit, procedure(), instance, officer=officer(), **body())
        return process_answer(unit, found)


@interventions.post("/<uuid:case_id>/resumption")
@interventions.arguments(ReasonSchema)
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def resume(body: Body, case_id: UUID) -> Tagged:
    """Let a suspended case go on: what became due fires, and what came meanwhile follows in its order."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer(), expected=precondition())
        instance.must_be_suspended()
        found = resume_case(unit, procedure(), instance, again(), officer=officer(), **body())
        return process_answer(unit, found)


@interventions.post("/<uuid:case_id>/cancellation")
@interventions.arguments(ReasonSchema)
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def cancel(body: Body, case_id: UUID) -> Tagged:
    """End a case for good for a reason that the procedure does not know; coordinators of Bawaslu may."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_cancel(unit, case_id, officer=officer(), expected=precondition())
        instance.must_not_have_ended()
        found = cancel_case(unit, procedure(), instance, officer=officer(), **body())
        return process_answer(unit, found)


@interventions.post("/<uuid:case_id>/moves")
@interventions.arguments(MoveSchema)
@interventions.response(200, ProcessSchema)
@interventions.doc(parameters=[IF_MATCH])
def move_back(body: Body, case_id: UUID) -> Tagged:
    """Put a case back to a task that was completed; coordinators of the task's agency may. Facts stay as they are."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer(), expected=precondition())
        instance.must_run()
        found = move_case(unit, procedure(), instance, officer=officer(), **body())
        return process_answer(unit, found)
