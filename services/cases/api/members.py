"""`/v1/members`: the roster of every centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, post_load, validate

from cases.actions.members import appoint_member, see_member
from cases.api.caller import caller
from cases.api.fields import level_field, office_field
from cases.domain.member import Appointment, Language, Member, MemberId
from cases.domain.officer import Agency, Role
from cases.domain.offices import Level, Office
from cases.storage.members import MemberFilter
from cases.storage.unit import CasesUnit
from chassis.fields import PlainText, RequestSchema
from chassis.http import unit_of_work
from chassis.idempotency import answered_once
from chassis.paging import Page, PageArguments, PageRequest, page_request, page_schema
from chassis.preconditions import etag_of

ID_LENGTH = 200
NAME_LENGTH = 200
EMAIL_LENGTH = 254

members = Blueprint("members", __name__, url_prefix="/v1", description="The roster of every centre")


class AppointmentSchema(RequestSchema):
    """A member to be; `member_id` is the `sub` of the member's tokens."""

    member_id = PlainText(longest=ID_LENGTH, required=True)
    name = PlainText(longest=NAME_LENGTH, allow_none=True, load_default=None)
    agency = fields.Enum(Agency, by_value=True, required=True)
    office = office_field(required=True)
    level = level_field()
    roles = fields.List(
        fields.Enum(Role, by_value=True),
        required=True,
        validate=validate.Length(min=1, error="Give at least one role. / Isi sedikitnya satu peran."),
    )
    email = fields.Email(
        required=True,
        validate=validate.Length(
            max=EMAIL_LENGTH, error="At most {max} characters. / Paling banyak {max} karakter."
        ),
        error_messages={"invalid": "Write a work e-mail address. / Isi alamat surel dinas."},
    )
    language = fields.Enum(Language, by_value=True, load_default=Language.INDONESIAN)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Appointment:
        return Appointment(**{**data, "office": Office.of(data["office"]), "roles": frozenset(data["roles"])})


@dataclass(frozen=True)
class MemberQuery:
    """Which members, and which page of them."""

    narrowed: MemberFilter
    asked: PageRequest


class MemberQuerySchema(PageArguments):
    """Filters of the roster."""

    office = office_field()
    agency = fields.Enum(Agency, by_value=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> MemberQuery:
        asked = page_request(data)
        return MemberQuery(MemberFilter(**data), asked)


class MemberSchema(Schema):
    """One line of the roster."""

    member_id = fields.String(attribute="id")
    name = fields.String(allow_none=True)
    agency = fields.Enum(Agency, by_value=True)
    office = fields.String(attribute="office.code")
    level = fields.Enum(Level, by_value=True, attribute="office.level")
    roles = fields.List(fields.Enum(Role, by_value=True), attribute="roles_listed")
    email = fields.String()
    language = fields.Enum(Language, by_value=True)
    appointed_at = fields.AwareDateTime()
    appointed_by = fields.String()


@members.get("/members")
@members.arguments(MemberQuerySchema, location="query", unknown=RAISE)
@members.response(200, page_schema(MemberSchema))
def list_members(query: MemberQuery) -> Page[Member]:
    """The members of your office and of those below it."""
    with unit_of_work(CasesUnit) as unit:
        return unit.members.page(caller(), query.narrowed, query.asked)


@members.post("/members")
@answered_once(CasesUnit)
@members.arguments(AppointmentSchema)
@members.response(201, MemberSchema)
def create_member(appointment: Appointment) -> tuple[Member, int, dict[str, str]]:
    """Appoint a member; for Bawaslu's coordinators and administrators."""
    with unit_of_work(CasesUnit) as unit:
        member = appoint_member(unit, appointment, by=caller(), now=unit.now)
    location = url_for("members.show_member", member_id=member.id)
    return member, 201, {"Location": location, "ETag": etag_of(member.version)}


@members.get("/members/<member_id>")
@members.response(200, MemberSchema)
def show_member(member_id: str) -> tuple[Member, int, dict[str, str]]:
    """One member."""
    with unit_of_work(CasesUnit) as unit:
        member = see_member(unit, MemberId(member_id), by=caller())
    return member, 200, {"ETag": etag_of(member.version)}
