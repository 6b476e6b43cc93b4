"""`/v1/cases/{id}/parties`: the people of a case, by role and status; who they are stays masked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask_smorest import Blueprint
from marshmallow import RAISE

from cases.actions.cases import see_case
from cases.actions.parties import add_party, change_party_status, name_suspect, see_party
from cases.api.caller import caller
from cases.api.party_schemas import (
    PartyQuerySchema,
    PartyRequestSchema,
    PartySchema,
    PartyStatusRequestSchema,
)
from cases.domain.case import CaseId
from cases.domain.party import Party, PartyRole
from cases.storage.unit import CasesUnit
from chassis.http import precondition, unit_of_work
from chassis.idempotency import answered_once
from chassis.paging import Page, PageRequest, page_schema
from chassis.preconditions import IF_MATCH, etag_of

parties = Blueprint("parties", __name__, url_prefix="/v1", description="The people of a case, masked")


@parties.get("/cases/<uuid:case_id>/parties")
@parties.arguments(PartyQuerySchema, location="query", unknown=RAISE)
@parties.response(200, page_schema(PartySchema))
def list_parties(asked: PageRequest, case_id: UUID) -> Page[Party]:
    """The parties of a case, by role."""
    with unit_of_work(CasesUnit) as unit:
        case = see_case(unit, CaseId(case_id), by=caller())
        return unit.parties.page(case.id, asked)


@parties.post("/cases/<uuid:case_id>/parties")
@answered_once(CasesUnit)
@parties.arguments(PartyRequestSchema)
@parties.response(201, PartySchema)
def create_party(named: dict[str, Any], case_id: UUID) -> tuple[Party, int, dict[str, str]]:
    """Add somebody to a case; a suspect gets a track of the procedure, whose id is the party's."""
    with unit_of_work(CasesUnit) as unit:
        party = _added(unit, CaseId(case_id), named)
    location = url_for("parties.show_party", case_id=case_id, party_id=party.id)
    return party, 201, {"Location": location, "ETag": etag_of(party.version)}


@parties.get("/cases/<uuid:case_id>/parties/<uuid:party_id>")
@parties.response(200, PartySchema)
def show_party(case_id: UUID, party_id: UUID) -> tuple[Party, int, dict[str, str]]:
    """One party of a case."""
    with unit_of_work(CasesUnit) as unit:
        party = see_party(unit, CaseId(case_id), party_id, by=caller())
    return party, 200, {"ETag": etag_of(party.version)}


@parties.put("/cases/<uuid:case_id>/parties/<uuid:party_id>/status")
@parties.arguments(PartyStatusRequestSchema)
@parties.doc(parameters=[IF_MATCH])
@parties.response(200, PartySchema)
def set_party_status(
    told: dict[str, Any], case_id: UUID, party_id: UUID
) -> tuple[Party, int, dict[str, str]]:
    """Say what has become of a party; needs the party's ETag in `If-Match`."""
    with unit_of_work(CasesUnit) as unit:
        party = change_party_status(
            unit,
            CaseId(case_id),
            party_id,
            told["status"],
            by=caller(),
            precondition=precondition(),
            now=unit.now,
        )
    return party, 200, {"ETag": etag_of(party.version)}


def _added(unit: CasesUnit, case_id: CaseId, said: dict[str, Any]) -> Party:
    if said["role"] is PartyRole.SUSPECT:
        return name_suspect(unit, case_id, said["identity"], said["named"], by=caller(), now=unit.now)
    return add_party(unit, case_id, said["role"], said["identity"], by=caller(), now=unit.now)
