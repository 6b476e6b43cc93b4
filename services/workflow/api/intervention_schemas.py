"""Requests that change a case as a whole."""

from __future__ import annotations

from marshmallow import fields, validate

from workflow.api.change_schemas import ReasonSchema
from workflow.api.schemas import LAST_ENTRY, LONGEST_NAME

MOST_VARIABLES = 50


class RepairSchema(ReasonSchema):
    """`variables` are the engine's, by name, with the ids, choices or flags that they should hold."""

    variables = fields.Dict(
        keys=fields.String(validate=validate.Length(1, LONGEST_NAME)),
        values=fields.Raw(),
        required=True,
        validate=validate.Length(1, MOST_VARIABLES),
    )


class MoveSchema(ReasonSchema):
    """`to` is the number of the journal entry that completed the task which is to be done again."""

    to = fields.Integer(required=True, strict=True, validate=validate.Range(1, LAST_ENTRY))
