"""`/v1/public/receipts/{code}`: the state of a report, for whoever holds its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from cases.domain.case import Case
from cases.domain.public_status import PublicState, public_state
from cases.domain.receipts import receipt_code_of
from cases.storage.unit import CasesUnit
from chassis.http import public, unit_of_work

receipts = Blueprint("receipts", __name__, url_prefix="/v1/public", description="The state of a report")


class StateSchema(Schema):
    """A word for programs, a sentence in Indonesian and in English for people."""

    code = fields.String()
    id = fields.String()
    en = fields.String()


class ReceiptSchema(Schema):
    """What the public is told. No name, no place, no person."""

    receipt_code = fields.String()
    intake_number = fields.String()
    register_number = fields.String(allow_none=True)
    received_on = fields.Date()
    changed_on = fields.Date()
    state = fields.Nested(StateSchema)


@dataclass(frozen=True)
class Receipt:
    """A case as its receipt shows it; days are those of the office."""

    receipt_code: str
    intake_number: str
    register_number: str | None
    received_on: date
    changed_on: date
    state: PublicState

    @classmethod
    def of(cls, case: Case) -> Receipt:
        zone = case.office.zone.tz
        return cls(
            receipt_code=case.receipt_code,
            intake_number=case.intake_number,
            register_number=case.register_number,
            received_on=case.received_at.astimezone(zone).date(),
            changed_on=case.changed_at.astimezone(zone).date(),
            state=public_state(case),
        )


@receipts.get("/receipts/<code>")
@receipts.response(200, ReceiptSchema)
@receipts.doc(security=[])
@public
def show_receipt(code: str) -> Receipt:
    """The state of the report with this receipt code; needs no token."""
    with unit_of_work(CasesUnit) as unit:
        return Receipt.of(unit.cases.by_receipt(receipt_code_of(code)))
