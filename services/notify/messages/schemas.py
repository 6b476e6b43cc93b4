"""What we read of others' events; whatever else they carry is dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from notify.domain.officer import Agency, Level
from notify.domain.recipients import Language

NAME = validate.Length(1, 200)
OFFICE = validate.Regexp(r"[0-9]{2}(\.[0-9]{2}){0,2}$")


class ConsumedSchema(Schema):
    """Fields we do not use may come and go."""

    class Meta:
        unknown = EXCLUDE


class Instant(fields.Field[datetime]):
    """An instant that keeps the offset it was written with: the offset tells the office's zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:
        del attr, data
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("is no ISO 8601 instant") from error
        if instant.tzinfo is None:
            raise ValidationError("has no offset")
        return instant


class MemberAppointed(ConsumedSchema):
    """`member.appointed`."""

    member_id = fields.String(required=True, validate=NAME)
    agency = fields.Enum(Agency, by_value=True, required=True)
    office = fields.String(required=True, validate=OFFICE)
    level = fields.Enum(Level, by_value=True, required=True)
    roles = fields.List(fields.String(), required=True)
    email = fields.Raw(load_default=None)
    language = fields.Enum(Language, by_value=True, load_default=Language.INDONESIAN)


class CaseReceived(ConsumedSchema):
    """`case.received`."""

    case_id = fields.UUID(required=True)
    intake_number = fields.String(required=True, validate=NAME)


class CaseRegistered(ConsumedSchema):
    """`case.registered`."""

    case_id = fields.UUID(required=True)
    register_number = fields.String(required=True, validate=NAME)


class ReportWithdrawn(ConsumedSchema):
    """`case.withdrawn`."""

    case_id = fields.UUID(required=True)
    party_id = fields.String(required=True, validate=NAME)
    office = fields.String(required=True, validate=OFFICE)
    agencies = fields.List(fields.Enum(Agency, by_value=True), required=True)


class TaskCreated(ConsumedSchema):
    """`task.created` and `task.moved`."""

    task_id = fields.String(required=True, validate=NAME)
    case_id = fields.UUID(required=True)
    name = fields.String(required=True, validate=NAME)
    agency = fields.Enum(Agency, by_value=True, required=True)
    office = fields.String(required=True, validate=OFFICE)
    limit = fields.String(load_default=None, allow_none=True)
    track = fields.UUID(load_default=None, allow_none=True)


class TaskEnded(ConsumedSchema):
    """`task.completed` and `task.cancelled`."""

    task_id = fields.String(required=True, validate=NAME)
    case_id = fields.UUID(required=True)


class DeadlineChanged(ConsumedSchema):
    """`deadline.started`, `deadline.recomputed` and `deadline.met`: which limit, and how it was computed."""

    case_id = fields.UUID(required=True)
    deadline_id = fields.String(required=True, validate=NAME)
    rule = fields.String(load_default=None, allow_none=True)
    limit = fields.String(required=True, validate=NAME)
    legal_limit = Instant(load_default=None, allow_none=True)
    safe_limit = Instant(load_default=None, allow_none=True)
    state = fields.String(load_default=None, allow_none=True)
    unconfirmed = fields.Boolean(load_default=False)
    provisional = fields.Boolean(load_default=False)
    office = fields.String(load_default=None, validate=OFFICE)
    track = fields.UUID(load_default=None, allow_none=True)


class DeadlineAlert(DeadlineChanged):
    """`deadline.approaching` and `deadline.missed`: also who must act."""

    agency = fields.Enum(Agency, by_value=True, required=True)
    office = fields.String(required=True, validate=OFFICE)


class ProcessEnded(ConsumedSchema):
    """`process.ended`."""

    case_id = fields.UUID(required=True)
