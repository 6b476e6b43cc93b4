"""`/v1/cases/{id}`: where a case stands, its facts, deadlines and history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.http import precondition, unit_of_work
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import IF_MATCH, etag_of
from workflow.actions.cases import case_to_record_for, record_fact, visible_case
from workflow.actions.incidents import retry_case
from workflow.api.edge import again, officer, procedure
from workflow.api.schemas import (
    DeadlineListSchema,
    FactListSchema,
    FactRequestSchema,
    FactSchema,
    JournalArguments,
    JournalSchema,
    ProcessSchema,
)
from workflow.api.views import deadline_view, entry_view, fact_view, process_view
from workflow.domain.access import reads_history
from workflow.domain.facts import fact_from_value
from workflow.domain.instance import Instance
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

Tagged = tuple[dict[str, Any], int, dict[str, str]]

cases = LateBodyBlueprint("cases", __name__, url_prefix="/v1/cases", description="A case in the procedure")


@cases.get("/<uuid:case_id>/process")
@cases.response(200, ProcessSchema)
def show_process(case_id: UUID) -> Tagged:
    """The stage, the open tasks, at the end the outcome, and the incident of a case that is stuck."""
    with unit_of_work(WorkflowUnit) as unit:
        return _process(unit, _seen(unit, case_id))


@cases.post("/<uuid:case_id>/retry")
@cases.response(200, ProcessSchema)
@cases.doc(parameters=[IF_MATCH])
def retry(case_id: UUID) -> Tagged:
    """Have a stuck case tried again; its coordinators may."""
    with unit_of_work(WorkflowUnit) as unit:
        expected = precondition()
        return _process(
            unit, retry_case(unit, procedure(), case_id, again(), officer=officer(), expected=expected)
        )


@cases.get("/<uuid:case_id>/facts")
@cases.response(200, FactListSchema)
def list_facts(case_id: UUID) -> dict[str, Any]:
    """Every fact ever entered; superseded ones name their successor."""
    with unit_of_work(WorkflowUnit) as unit:
        zone = zone_of_office(_seen(unit, case_id).office)
        return {"items": [fact_view(found) for found in unit.facts.all(case_id, zone=zone)]}


@cases.post("/<uuid:case_id>/facts")
@answered_once(WorkflowUnit)
@cases.arguments(FactRequestSchema)
@cases.response(201, FactSchema)
def enter_fact(body: Body, case_id: UUID) -> dict[str, Any]:
    """Enter a fact, or correct one of the same kind: the old entry stays and names its successor."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_record_for(unit, case_id, officer=officer())
        value = body()
        fact = fact_from_value(value.pop("kind"), value, office=zone_of_office(instance.office))
        taken = record_fact(unit, procedure(), instance, fact, officer=officer())
    return fact_view(taken.facts[0])


@cases.get("/<uuid:case_id>/deadlines")
@cases.response(200, DeadlineListSchema)
def list_deadlines(case_id: UUID) -> dict[str, Any]:
    """Every clock that has begun or ended, in the order of the rules."""
    with unit_of_work(WorkflowUnit) as unit:
        _seen(unit, case_id)
        return {"items": [deadline_view(found) for found in unit.deadlines.of_case(case_id).values()]}


@cases.get("/<uuid:case_id>/journal")
@cases.arguments(JournalArguments, location="query")
@cases.response(200, JournalSchema)
def read_journal(asked: dict[str, int], case_id: UUID) -> dict[str, Any]:
    """The history in order, each entry exactly as it was hashed; free text beside it, by digest."""
    with unit_of_work(WorkflowUnit) as unit:
        last = _seen(unit, case_id).sequence
        entries = unit.journal.page(case_id, after=asked["after"], limit=asked["limit"])
        words = unit.journal.words(case_id) if reads_history(officer()) else {}
    more = bool(entries) and entries[-1].sequence < last
    return {
        "items": [entry_view(entry) for entry in entries],
        "next": entries[-1].sequence if more else None,
        "texts": words,
    }


def _process(unit: WorkflowUnit, instance: Instance) -> Tagged:
    tasks, incident = unit.tasks.open_of(instance.case_id), unit.incidents.open_of(instance.case_id)
    return process_view(instance, tasks, incident), 200, {"ETag": etag_of(instance.sequence)}


def _seen(unit: WorkflowUnit, case_id: UUID) -> Instance:
    return visible_case(unit, case_id, officer=officer())
