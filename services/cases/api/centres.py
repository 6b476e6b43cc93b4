"""`/v1/centres`: where the three agencies sit together."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from cases.actions.centres import Centre, all_centres
from cases.api.caller import caller
from cases.domain.offices import Level
from cases.storage.unit import CasesUnit
from chassis.http import unit_of_work

centres = Blueprint(
    "centres", __name__, url_prefix="/v1", description="Where the three agencies sit together"
)


class HeadCountSchema(Schema):
    """Members by agency."""

    bawaslu = fields.Integer()
    polri = fields.Integer()
    kejaksaan = fields.Integer()


class CentreSchema(Schema):
    """One centre."""

    office = fields.String(attribute="office.code")
    level = fields.Enum(Level, by_value=True, attribute="office.level")
    province = fields.String(attribute="office.province_name", allow_none=True)
    zone = fields.String(attribute="office.zone")
    members = fields.Nested(HeadCountSchema)


class CentresSchema(Schema):
    """All of them, by office code."""

    items = fields.List(fields.Nested(CentreSchema))


@centres.get("/centres")
@centres.response(200, CentresSchema)
def list_centres() -> dict[str, list[Centre]]:
    """Every centre; to any officer, because each must find the others."""
    caller()
    with unit_of_work(CasesUnit) as unit:
        return {"items": all_centres(unit)}
