"""Parties as they are sent in and shown: the person goes in and does not come out."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from cases.api.fields import FactSchema
from cases.domain.party import Identity, PartyRole, PartyStatus
from chassis.fields import PlainText, RequestSchema
from chassis.paging import PageArguments, PageRequest, page_request

NAME_LENGTH = 200
ADDRESS_LENGTH = 500
CONTACT_LENGTH = 200
ID_NUMBER_LENGTH = 32


class IdentitySchema(RequestSchema):
    """Who somebody is."""

    name = PlainText(longest=NAME_LENGTH, required=True)
    address = PlainText(longest=ADDRESS_LENGTH, allow_none=True, load_default=None)
    contact = PlainText(longest=CONTACT_LENGTH, allow_none=True, load_default=None)
    id_number = PlainText(longest=ID_NUMBER_LENGTH, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Identity:
        return Identity(**data)


class PartyRequestSchema(RequestSchema):
    """A person and a role; of a suspect also when and by which document the police named the suspect."""

    role = fields.Enum(PartyRole, by_value=True, required=True)
    identity = fields.Nested(IdentitySchema, required=True)
    named = fields.Nested(FactSchema, allow_none=True, load_default=None)

    @validates_schema
    def _only_suspects_are_named(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("named") is not None and data.get("role") is not PartyRole.SUSPECT:
            raise ValidationError(
                "Only a suspect is named. / Hanya tersangka yang ditetapkan.", field_name="named"
            )


class PartyStatusRequestSchema(RequestSchema):
    """What has become of the person."""

    status = fields.Enum(PartyStatus, by_value=True, required=True)


class PartyQuerySchema(PageArguments):
    """Paging alone."""

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PageRequest:
        return page_request(data)


class PartySchema(Schema):
    """One person's part in a case. `identity_held` names what is known of the person, and says none of it."""

    id = fields.UUID()
    case_id = fields.UUID()
    role = fields.Enum(PartyRole, by_value=True)
    ordinal = fields.Integer()
    status = fields.Enum(PartyStatus, by_value=True)
    identity_masked = fields.Constant(constant=True)
    identity_held = fields.List(fields.String(), attribute="held")
    added_at = fields.AwareDateTime()
    added_by = fields.String()
    changed_at = fields.AwareDateTime()
