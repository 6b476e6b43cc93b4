"""`/v1/deadlines/{id}/explain` and `/v1/rules`: why this date."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from chassis.errors import NotFoundError
from chassis.http import unit_of_work
from workflow.api.edge import officer, procedure
from workflow.api.views import explanation_view
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

deadlines = Blueprint("deadlines", __name__, url_prefix="/v1", description="Why this date")


@deadlines.get("/deadlines/<uuid:deadline_id>/explain")
@deadlines.response(200)
def explain_deadline(deadline_id: UUID) -> dict[str, Any]:
    """Rule, facts with their documents, calendar version and every skipped day; what was computed before, oldest first."""
    with unit_of_work(WorkflowUnit) as unit:
        deadline = unit.deadlines.get(deadline_id)
        instance = None if deadline is None else unit.instances.visible(deadline.case_id, officer())
        if deadline is None or instance is None:
            raise NotFoundError(
                "There is no deadline with this id that you may see. List the deadlines of its case.",
                id="Tidak ada batas waktu dengan id ini yang boleh Anda lihat. Lihat daftar pada perkaranya.",
                field="deadline_id",
            )
        facts = unit.facts.all(deadline.case_id, zone=zone_of_office(instance.counts_at))
        return explanation_view(deadline, facts, unit.deadlines.history(deadline_id))


@deadlines.get("/rules")
@deadlines.response(200)
def list_rules() -> dict[str, Any]:
    """The rules on time limits in force, with their version; rows marked unconfirmed rest on no verified source."""
    officer()  # only officers of a centre read the rules here
    with unit_of_work(WorkflowUnit) as unit:
        law = procedure().law(unit.definitions)
    rows = [
        {
            "regime": rule.regime,
            "rule": rule.step,
            "limit": rule.limit,
            "title": rule.title.as_json(),
            "amount": rule.span.amount if rule.span else None,
            "unit": rule.span.unit if rule.span else None,
            "kind": rule.kind,
            "basis": rule.basis,
            "scope": rule.scope,
            "agency": rule.agency,
            "confidence": rule.confidence,
            "unconfirmed": rule.unconfirmed,
            "confirmed": rule.confirmed.as_json() if rule.confirmed else None,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        }
        for rule in law.rules.rules
    ]
    return {"version": law.rules.version, "calendar": law.calendar.version, "items": rows}
