"""Orders to migrate, what they would do, and how each case fared."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from chassis.fields import PlainText, RequestSchema
from chassis.paging import MAX_LIMIT
from workflow.api.change_schemas import LONGEST_REASON
from workflow.api.schemas import LONGEST_NAME, LONGEST_OFFICE
from workflow.domain.migration import Fate, MigrationState, Selection

MOST_CASES = 1000
MOST_NAMES = 200
VERSION = validate.Regexp(
    r"[0-9a-f]{64}\Z", error="A version is 64 hexadecimal digits. / Versi adalah 64 heksadesimal."
)
OFFICE = validate.Regexp(r"[0-9]{2}(\.[0-9]{2})?\Z", error="Not the code of an office. / Bukan kode kantor.")


class SelectionSchema(RequestSchema):
    """Which cases that have not ended: of a version (`source`), of an office and all below it, or these; together, all count.

    `target` is the version to go to, that in force when it is left out. `renamed` gives the new names of elements by
    their old ones, for those that are drawn under another name there.
    """

    target = fields.String(load_default=None, validate=VERSION)
    source = fields.String(load_default=None, validate=VERSION)
    office = PlainText(longest=LONGEST_OFFICE, load_default=None, validate=OFFICE)
    cases = fields.List(fields.UUID(), load_default=None, validate=validate.Length(1, MOST_CASES))
    renamed = fields.Dict(
        keys=PlainText(longest=LONGEST_NAME),
        values=PlainText(longest=LONGEST_NAME),
        load_default=dict,
        validate=validate.Length(max=MOST_NAMES),
    )


class DryRunRequestSchema(SelectionSchema):
    """`after` is the `next` of the answer before."""

    after = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MAX_LIMIT))


class OrderSchema(SelectionSchema):
    """The reason enters the journal of every case."""

    reason = PlainText(longest=LONGEST_REASON, required=True)


class UndoSchema(RequestSchema):
    """Some of its cases, or all when `cases` is left out."""

    cases = fields.List(fields.UUID(), load_default=None, validate=validate.Length(1, MOST_CASES))
    reason = PlainText(longest=LONGEST_REASON, required=True)


class MigrationSchema(Schema):
    """An order and how far it has come; counts are cases, `moved` those that went over (or back, where it `undoes` one)."""

    id = fields.UUID(required=True)
    target = fields.String(allow_none=True)
    source = fields.String(attribute="selection.source", allow_none=True)
    office = fields.String(attribute="selection.office", allow_none=True)
    cases = fields.List(fields.UUID(), attribute="selection.cases", allow_none=True)
    renamed = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    reason = fields.String(required=True)
    requested_by = fields.String(required=True)
    requested_at = fields.DateTime(required=True)
    undoes = fields.UUID(allow_none=True)
    state = fields.Enum(MigrationState, by_value=True, required=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    moved = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    finished_at = fields.DateTime(allow_none=True)


class HindranceSchema(Schema):
    """What stands in the way, at which element of the drawing."""

    element = fields.String(required=True)
    reason = fields.String(required=True)


class MovedCaseSchema(Schema):
    """How one case fared; `sequence` is its journal entry, null where it was refused."""

    case_id = fields.UUID(required=True)
    fate = fields.Enum(Fate, by_value=True, required=True)
    source = fields.String(required=True)
    sequence = fields.Integer(allow_none=True)
    hindrances = fields.List(fields.Nested(HindranceSchema), required=True)
    at = fields.DateTime(required=True)


class SeenTaskSchema(Schema):
    """A task by its name in the drawing."""

    name = fields.String(required=True)
    agency = fields.String(required=True)
    form = fields.String(required=True)


class RedrawnTaskSchema(Schema):
    """An open task that stays, before and after."""

    task_id = fields.UUID(required=True)
    before = fields.Nested(SeenTaskSchema, required=True)
    after = fields.Nested(SeenTaskSchema, required=True)


class HalfFilledSchema(Schema):
    """A join that some branches have come to; elements before it."""

    process = fields.String(required=True)
    element = fields.String(required=True)
    arrived = fields.List(fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)


class ForecastSchema(Schema):
    """What would become of one case. Where it is not `possible`, `hindrances` say why, and nothing else is foretold."""

    case_id = fields.UUID(required=True)
    office = fields.String(required=True)
    stage = fields.String(required=True)
    state = fields.String(required=True)
    source = fields.String(required=True)
    possible = fields.Boolean(required=True)
    hindrances = fields.List(fields.Nested(HindranceSchema), required=True)
    opens = fields.List(fields.Nested(SeenTaskSchema), required=True)
    closes = fields.List(fields.Nested(SeenTaskSchema), required=True)
    moves = fields.List(fields.Nested(RedrawnTaskSchema), required=True)
    forms_changed = fields.List(fields.String(), required=True)
    timers_started = fields.List(fields.String(), required=True)
    timers_stopped = fields.List(fields.String(), required=True)
    messages_added = fields.List(fields.String(), required=True)
    messages_dropped = fields.List(fields.String(), required=True)
    half_filled_joins = fields.List(fields.Nested(HalfFilledSchema), required=True)


class ComparisonSchema(Schema):
    """What the target has more or less than a version on which some of the cases run: `process#element`, and forms.

    A case that comes to what reads one of `unset_variables`, beyond what sets it there, will get stuck and need a repair.
    """

    source = fields.String(required=True)
    removed = fields.List(fields.String(), required=True)
    added = fields.List(fields.String(), required=True)
    forms_changed = fields.List(fields.String(), required=True)
    unset_variables = fields.List(fields.String(), required=True)


class DryRunSchema(Schema):
    """Nothing of it was done. `total` counts all selected cases; `next` goes into `after`."""

    target = fields.String(required=True)
    total = fields.Integer(required=True)
    comparisons = fields.List(fields.Nested(ComparisonSchema), required=True)
    cases = fields.List(fields.Nested(ForecastSchema), required=True)
    next = fields.UUID(allow_none=True)


def selection_in(asked: dict[str, Any]) -> Selection:
    """Take the selection out of a loaded body."""
    cases = asked.pop("cases")
    return Selection(
        source=asked.pop("source"),
        office=asked.pop("office"),
        cases=None if cases is None else tuple(cases),
    )
