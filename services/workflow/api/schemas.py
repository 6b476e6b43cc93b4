"""Requests and answers of `workflow`, in the words of the API; request schemas refuse unknown fields."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from chassis.answers import RowSchema
from chassis.fields import PlainText, RequestSchema
from workflow.api.task_fields import PriorityField
from workflow.domain.facts import FactKind
from workflow.domain.instance import InstanceState
from workflow.domain.officer import Role
from workflow.domain.task import TaskState
from workflow.domain.zones import Zone

LONGEST_DOCUMENT = 200
LONGEST_NAME = 200
LONGEST_OFFICE = 8
LONGEST_TIME = 40
LAST_ENTRY = 2**31 - 1


class TaskSchema(RowSchema):
    """A human task; `due_at` is the safe limit, `legal_limit` the practised one, both null where none hangs on it.

    While `case_state` is `incident` or `suspended`, it cannot be completed, and its limits run on; a closed task keeps
    the state that its case was in before it closed.
    """

    id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    track = fields.UUID(allow_none=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    form = fields.String(required=True)
    limit = fields.String(attribute="limit_name", allow_none=True)
    agency = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    office = fields.String(required=True)
    level = fields.String(required=True)
    zone = fields.Enum(Zone, by_value=True, required=True)
    regime = fields.String(required=True)
    stage = fields.String(required=True)
    articles = fields.List(fields.String(), required=True)
    intake_number = fields.String(required=True)
    register_number = fields.String(allow_none=True)
    state = fields.Enum(TaskState, by_value=True, required=True)
    case_state = fields.Enum(InstanceState, by_value=True, required=True)
    assignee = fields.String(allow_none=True)
    priority = PriorityField(required=True)
    follow_up_on = fields.Date(allow_none=True)
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    due_at = fields.DateTime(allow_none=True)
    legal_limit = fields.DateTime(allow_none=True)
    limit_unconfirmed = fields.Boolean(required=True)
    limit_provisional = fields.Boolean(required=True)
    closed_at = fields.DateTime(allow_none=True)
    follow_up_by = fields.String(allow_none=True)
    delegators = fields.List(fields.String(), required=True)
    returned_at = fields.DateTime(allow_none=True)


class CompletedTaskSchema(TaskSchema):
    """A completed task, and the tasks that its completion opened."""

    opened = fields.List(fields.Nested(TaskSchema), required=True)


class CompletionSchema(RequestSchema):
    """The answers of a task's form; the form itself is at `/v1/tasks/{id}/form`."""

    answers = fields.Dict(keys=fields.String(), required=True)


class FactRequestSchema(RequestSchema):
    """A fact: `at` is a date, a time, or null when it happened at a time nobody knows; `track` says to which suspect."""

    kind = fields.Enum(FactKind, by_value=True, required=True)
    track = fields.UUID(allow_none=True, load_default=None)
    at = PlainText(longest=LONGEST_TIME, required=True, allow_none=True)
    zone = fields.String(validate=validate.OneOf(["WIB", "WITA", "WIT"]))
    document = PlainText(longest=LONGEST_DOCUMENT, allow_none=True)


class TrackArguments(RequestSchema):
    """Narrows to one suspect; without it, all are shown."""

    track = fields.UUID(load_default=None)


class FactSchema(Schema):
    """A recorded fact; `superseded_by` names the fact that corrected it."""

    id = fields.UUID(required=True)
    track = fields.UUID(allow_none=True)
    kind = fields.String(required=True)
    at = fields.DateTime(allow_none=True)
    precision = fields.String(required=True)
    document = fields.String(allow_none=True)
    entered_at = fields.DateTime(required=True)
    entered_by = fields.String(required=True)
    sequence = fields.Integer(required=True)
    superseded_by = fields.UUID(allow_none=True)


class FactListSchema(Schema):
    """Every fact of a case in the order of entry."""

    items = fields.List(fields.Nested(FactSchema), required=True)


class DeadlineSchema(Schema):
    """One clock of a case; times carry the office's offset.

    `unconfirmed`: no lawyer stands for its rule yet; `provisional`: a year's decree is missing from the calendar;
    `other_readings`: what else the law may mean, such as `14 WD + 3 WD + 3 WD`, never alerted on.
    """

    id = fields.UUID(required=True)
    track = fields.UUID(allow_none=True)
    office = fields.String(required=True)
    rule = fields.String(required=True)
    limit = fields.String(required=True)
    title = fields.Dict()
    start = fields.String(allow_none=True)
    start_fact = fields.String(allow_none=True)
    start_basis = fields.String(allow_none=True)
    legal_limit = fields.String(allow_none=True)
    safe_limit = fields.String(allow_none=True)
    actual = fields.String(allow_none=True)
    state = fields.String(required=True)
    disputed = fields.Boolean(required=True)
    unconfirmed = fields.Boolean(required=True)
    provisional = fields.Boolean(required=True)
    other_readings = fields.List(fields.Dict(), required=True)
    agency = fields.String(required=True)
    missed_at = fields.DateTime(allow_none=True)
    computed_at = fields.DateTime(required=True)


class DeadlineListSchema(Schema):
    """Every clock of a case that has begun or ended."""

    items = fields.List(fields.Nested(DeadlineSchema), required=True)


class OpenTaskSchema(Schema):
    """What a case waits for."""

    id = fields.UUID(required=True)
    track = fields.UUID(allow_none=True)
    name = fields.String(required=True)
    agency = fields.String(required=True)
    state = fields.String(required=True)


class TrackSchema(Schema):
    """One suspect's part of a case; `id` is the party's."""

    id = fields.UUID(required=True)
    named_at = fields.DateTime(allow_none=True)
    opened_at = fields.DateTime(required=True)
    state = fields.String(required=True)
    outcome = fields.String(allow_none=True)
    ended_at = fields.DateTime(allow_none=True)


class IncidentSchema(Schema):
    """Why a case does not go on: the element of the drawing, the reason, and the names of the data it had."""

    id = fields.UUID(required=True)
    element = fields.String(required=True)
    expression = fields.String(allow_none=True)
    reason = fields.String(required=True)
    data_keys = fields.List(fields.String(), required=True)
    during = fields.String(required=True)
    sequence = fields.Integer(required=True)
    raised_at = fields.DateTime(required=True)


class ProcessSchema(Schema):
    """Where a case stands in the procedure; `incident` is null unless it is stuck."""

    case_id = fields.UUID(required=True)
    regime = fields.String(required=True)
    origin = fields.String(required=True)
    office = fields.String(required=True)
    intake_number = fields.String(required=True)
    register_number = fields.String(allow_none=True)
    definition = fields.String(required=True)
    stage = fields.String(required=True)
    state = fields.String(required=True)
    outcome = fields.String(allow_none=True)
    sequence = fields.Integer(required=True)
    started_at = fields.DateTime(required=True)
    ended_at = fields.DateTime(allow_none=True)
    tasks = fields.List(fields.Nested(OpenTaskSchema), required=True)
    tracks = fields.List(fields.Nested(TrackSchema), required=True)
    incident = fields.Nested(IncidentSchema, allow_none=True)


class SignatureSchema(Schema):
    """What one agency says to the minutes; `reasons` is null for readers without the history, or once erased."""

    agency = fields.String(required=True)
    signer = fields.String(required=True)
    stance = fields.String(required=True)
    stand_in = fields.String(allow_none=True)
    mandate = fields.String(allow_none=True)
    reasons = fields.String(allow_none=True)
    reasons_digest = fields.String(allow_none=True)
    signed_at = fields.DateTime(required=True)
    sequence = fields.Integer(required=True)


class DiscussionSchema(Schema):
    """The minutes of one discussion; `occurrence` is the journal entry that put them up for signature."""

    discussion = fields.String(required=True)
    occurrence = fields.Integer(required=True)
    track = fields.UUID(allow_none=True)
    missing = fields.List(fields.String(), required=True)
    closed = fields.Boolean(required=True)
    signatures = fields.List(fields.Nested(SignatureSchema), required=True)


class DiscussionListSchema(Schema):
    """Every discussion of a case whose minutes somebody has signed."""

    items = fields.List(fields.Nested(DiscussionSchema), required=True)


class JournalArguments(RequestSchema):
    """Paging by entry number."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, LAST_ENTRY))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class EntrySchema(Schema):
    """One entry exactly as it was hashed: sha256(previous bytes + body) is `hash`, both in hexadecimal."""

    case_id = fields.UUID(required=True)
    sequence = fields.Integer(required=True)
    body = fields.String(required=True)
    delta = fields.String(allow_none=True)
    previous = fields.String(required=True)
    hash = fields.String(required=True)


class JournalSchema(Schema):
    """A page of entries; `next` goes into `after`."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    next = fields.Integer(allow_none=True)
    texts = fields.Dict(keys=fields.String(), values=fields.String())


class HeadSchema(Schema):
    """The last entry of a case's journal, signed (JWS, Ed25519) over case id, number and hash."""

    case_id = fields.UUID(required=True)
    sequence = fields.Integer(required=True)
    hash = fields.String(required=True)
    signature = fields.String(required=True)
