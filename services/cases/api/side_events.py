"""`/v1/cases/{id}/withdrawal`, `/transfers` and `/joins`: what happens to a case beside its procedure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from cases.actions.side_events import (
    join_cases,
    joinings_of,
    transfer_case,
    transfers_of,
    withdraw_report,
    withdrawals_of,
)
from cases.api.caller import caller
from cases.api.fields import FactSchema, office_field, region_field
from cases.domain.case import CaseId
from cases.domain.facts import Fact
from cases.domain.offices import Office
from cases.domain.side_events import Direction, Joining, Transfer, Withdrawal
from cases.storage.unit import CasesUnit
from chassis.fields import RequestSchema
from chassis.http import unit_of_work
from chassis.idempotency import answered_once

side_events = Blueprint(
    "side_events", __name__, url_prefix="/v1/cases", description="What happens beside the procedure"
)


class FactValue(fields.Field[Fact]):
    """A fact as events and answers carry it."""

    def _serialize(self, value: Fact | None, attr: str | None, obj: Any, **_: Any) -> dict[str, Any] | None:
        del attr, obj
        return None if value is None else value.as_data()


class WithdrawalRequestSchema(RequestSchema):
    """When and by which letter a reporter withdrew; `party_id` only where there are several reporters."""

    withdrawn = fields.Nested(FactSchema, required=True)
    party_id = fields.UUID(allow_none=True, load_default=None)


class WithdrawalSchema(Schema):
    """A withdrawal on record. The case goes on: only its handlers can end it."""

    case_id = fields.UUID()
    party_id = fields.UUID()
    withdrawn = FactValue(attribute="fact")
    recorded_at = fields.AwareDateTime()
    recorded_by = fields.String()


class WithdrawalsSchema(Schema):
    """The withdrawals of a case; several reporters withdraw one by one."""

    items = fields.List(fields.Nested(WithdrawalSchema))


class TransferRequestSchema(RequestSchema):
    """The receiving office with Bawaslu's code of its region, and the decision."""

    office = office_field(required=True)
    bawaslu_region = region_field()
    decided = fields.Nested(FactSchema, required=True)


class TransferSchema(Schema):
    """A transfer; `number` is the receiving office's own, the case keeps the numbers it had."""

    id = fields.UUID()
    case_id = fields.UUID()
    direction = fields.Enum(Direction, by_value=True)
    from_office = fields.String(attribute="from_office.code")
    to_office = fields.String(attribute="to_office.code")
    number = fields.String()
    decided = FactValue()
    recorded_at = fields.AwareDateTime()
    recorded_by = fields.String()


class TransfersSchema(Schema):
    """The way of a case through the offices, oldest first."""

    items = fields.List(fields.Nested(TransferSchema))


class JoiningRequestSchema(RequestSchema):
    """The other case, and the decision to handle both together."""

    case_id = fields.UUID(required=True)
    decided = fields.Nested(FactSchema, required=True)


class JoiningSchema(Schema):
    """One case's side of the relation."""

    case_id = fields.UUID()
    joined_case_id = fields.UUID()
    decided = FactValue()
    recorded_at = fields.AwareDateTime()
    recorded_by = fields.String()


class JoiningsSchema(Schema):
    """The cases that are handled together with one."""

    items = fields.List(fields.Nested(JoiningSchema))


@side_events.get("/<uuid:case_id>/withdrawal")
@side_events.response(200, WithdrawalsSchema)
def list_withdrawals(case_id: UUID) -> dict[str, list[Withdrawal]]:
    """The withdrawals of a report; none for most."""
    with unit_of_work(CasesUnit) as unit:
        return {"items": withdrawals_of(unit, CaseId(case_id), by=caller())}


@side_events.post("/<uuid:case_id>/withdrawal")
@answered_once(CasesUnit)
@side_events.arguments(WithdrawalRequestSchema)
@side_events.response(201, WithdrawalSchema)
def create_withdrawal(said: dict[str, Any], case_id: UUID) -> Withdrawal:
    """Record that a reporter takes the report back; it stops no clock and closes nothing."""
    with unit_of_work(CasesUnit) as unit:
        party_id, fact = said["party_id"], said["withdrawn"]
        return withdraw_report(unit, CaseId(case_id), party_id, fact, by=caller(), now=unit.now)


@side_events.get("/<uuid:case_id>/transfers")
@side_events.response(200, TransfersSchema)
def list_transfers(case_id: UUID) -> dict[str, list[Transfer]]:
    """Through which offices a case went, with each one's number."""
    with unit_of_work(CasesUnit) as unit:
        return {"items": transfers_of(unit, CaseId(case_id), by=caller())}


@side_events.post("/<uuid:case_id>/transfers")
@answered_once(CasesUnit)
@side_events.arguments(TransferRequestSchema)
@side_events.response(201, TransferSchema)
def create_transfer(said: dict[str, Any], case_id: UUID) -> Transfer:
    """Hand a case down to a lower office, or take it over from one; the clocks go on."""
    with unit_of_work(CasesUnit) as unit:
        return transfer_case(
            unit,
            CaseId(case_id),
            Office.of(said["office"]),
            region=said["bawaslu_region"],
            decided=said["decided"],
            by=caller(),
            now=unit.now,
        )


@side_events.get("/<uuid:case_id>/joins")
@side_events.response(200, JoiningsSchema)
def list_joinings(case_id: UUID) -> dict[str, list[Joining]]:
    """The cases that are handled together with this one; whether you may see them is another matter."""
    with unit_of_work(CasesUnit) as unit:
        return {"items": joinings_of(unit, CaseId(case_id), by=caller())}


@side_events.post("/<uuid:case_id>/joins")
@answered_once(CasesUnit)
@side_events.arguments(JoiningRequestSchema)
@side_events.response(201, JoiningSchema)
def create_joining(said: dict[str, Any], case_id: UUID) -> Joining:
    """Handle two cases together; each keeps its facts, numbers and clocks."""
    with unit_of_work(CasesUnit) as unit:
        one, other = CaseId(case_id), CaseId(said["case_id"])
        return join_cases(unit, one, other, decided=said["decided"], by=caller(), now=unit.now)
