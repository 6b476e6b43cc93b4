"""`/v1/cases/{id}`: where a case stands, its facts, deadlines and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from chassis.http import unit_of_work
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from workflow.actions.cases import case_to_record_for, record_fact, visible_case
from workflow.api.edge import officer, procedure
from workflow.api.process_answer import Tagged, process_answer
from workflow.api.schemas import (
    DeadlineListSchema,
    DiscussionListSchema,
    FactListSchema,
    FactRequestSchema,
    FactSchema,
    JournalArguments,
    JournalSchema,
    ProcessSchema,
    TrackArguments,
)
from workflow.api.views import deadline_view, discussion_views, entry_view, fact_view
from workflow.domain.access import reads_history
from workflow.domain.facts import fact_from_value
from workflow.domain.instance import Instance
from workflow.domain.zones import zone_of_office
from workflow.storage.deadlines import Deadline
from workflow.storage.facts import RecordedFact
from workflow.storage.unit import WorkflowUnit

Tracked = TypeVar("Tracked", Deadline, RecordedFact)

cases = LateBodyBlueprint("cases", __name__, url_prefix="/v1/cases", description="A case in the procedure")


@cases.get("/<uuid:case_id>/process")
@cases.response(200, ProcessSchema)
def show_process(case_id: UUID) -> Tagged:
    """Stage, open tasks and each suspect's track; at the end the outcome; the incident of a case that is stuck."""
    with unit_of_work(WorkflowUnit) as unit:
        return process_answer(unit, _seen(unit, case_id))


@cases.get("/<uuid:case_id>/facts")
@cases.arguments(TrackArguments, location="query")
@cases.response(200, FactListSchema)
def list_facts(asked: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Every fact ever entered; superseded ones name their successor."""
    with unit_of_work(WorkflowUnit) as unit:
        zone = zone_of_office(_seen(unit, case_id).counts_at)
        facts = _of_track(asked, unit.facts.all(case_id, zone=zone))
        return {"items": [fact_view(found) for found in facts]}


@cases.post("/<uuid:case_id>/facts")
@answered_once(WorkflowUnit)
@cases.arguments(FactRequestSchema)
@cases.response(201, FactSchema)
def enter_fact(body: Body, case_id: UUID) -> dict[str, Any]:
    """Enter a fact, or correct one of the same kind: the old entry stays and names its successor."""
    with unit_of_work(WorkflowUnit) as unit:
        instance = case_to_record_for(unit, case_id, officer=officer())
        value = body()
        track = value.pop("track")
        fact = fact_from_value(value.pop("kind"), value, office=zone_of_office(instance.counts_at))
        taken = record_fact(unit, procedure(), instance, fact, track=track, officer=officer())
    return fact_view(taken.facts[0])


@cases.get("/<uuid:case_id>/deadlines")
@cases.arguments(TrackArguments, location="query")
@cases.response(200, DeadlineListSchema)
def list_deadlines(asked: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Every clock that has begun or ended, in the order of the rules; the case's own before each suspect's."""
    with unit_of_work(WorkflowUnit) as unit:
        _seen(unit, case_id)
        deadlines = _of_track(asked, unit.deadlines.of_case(case_id))
        return {"items": [deadline_view(found) for found in deadlines]}


@cases.get("/<uuid:case_id>/discussions")
@cases.response(200, DiscussionListSchema)
def list_discussions(case_id: UUID) -> dict[str, Any]:
    """Who signed the minutes of each discussion, dissent and absence with their reasons, and who is missing."""
    with unit_of_work(WorkflowUnit) as unit:
        _seen(unit, case_id)
        words = unit.journal.words(case_id) if reads_history(officer()) else {}
        return {"items": discussion_views(unit.signatures.of_case(case_id), words)}


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


def _of_track(asked: Mapping[str, Any], found: Iterable[Tracked]) -> list[Tracked]:
    return [each for each in found if asked["track"] in (None, each.track)]


def _seen(unit: WorkflowUnit, case_id: UUID) -> Instance:
    return visible_case(unit, case_id, officer=officer())
