"""Requests that change a task without completing it, and what answers them."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.fields import PlainText, RequestSchema
from workflow.api.schemas import LONGEST_NAME
from workflow.api.task_fields import PriorityField

LONGEST_REASON = 2000


class ReasonSchema(RequestSchema):
    """A reason in one's own words; kept apart from the history, which holds its digest."""

    reason = PlainText(longest=LONGEST_REASON, required=True)


class ReasonIfAnySchema(RequestSchema):
    """The reason may be left out."""

    reason = PlainText(longest=LONGEST_REASON, load_default=None)


class AssignmentSchema(ReasonIfAnySchema):
    """`assignee` is an id on the roster; null puts the task back into the inbox. Taking it from somebody takes a reason."""

    assignee = PlainText(longest=LONGEST_NAME, required=True, allow_none=True)


class DelegationSchema(ReasonSchema):
    """`assignee` is the id on the roster of a colleague of the same agency."""

    assignee = PlainText(longest=LONGEST_NAME, required=True)


class PrioritySchema(ReasonSchema):
    """What a coordinator puts before or behind the rest."""

    priority = PriorityField(required=True)


class FollowUpSchema(ReasonIfAnySchema):
    """A day of the office's calendar, null to look at the task now; beyond the safe limit it takes a reason."""

    follow_up_on = fields.Date(required=True, allow_none=True)


class DraftRequestSchema(RequestSchema):
    """Answers that are not sent yet: names of the form, with values of its types or null."""

    answers = fields.Dict(keys=fields.String(), required=True)


class DraftSchema(Schema):
    """The draft of a task; version 0 is that of a task whose draft nobody has saved yet."""

    task_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    answers = fields.Dict(keys=fields.String(), required=True)
    saved_by = fields.String(allow_none=True)
    saved_at = fields.DateTime(allow_none=True)


class CandidateSchema(Schema):
    """Somebody who may be given the task, and what speaks for it."""

    member_id = fields.String(required=True)
    office = fields.String(required=True)
    tasks_of_case = fields.Integer(required=True)
    tasks_in_hand = fields.Integer(required=True)


class CandidateListSchema(Schema):
    """The best first."""

    items = fields.List(fields.Nested(CandidateSchema), required=True)


class DecisionSchema(Schema):
    """One decision; `about` says what it came to and what was before; `reason` is null once erased, or not for you."""

    sequence = fields.Integer(required=True)
    kind = fields.String(required=True)
    actor = fields.String(required=True)
    about = fields.Dict(required=True)
    reason = fields.String(allow_none=True)
    reason_digest = fields.String(allow_none=True)
    decided_at = fields.DateTime(required=True)


class DecisionListSchema(Schema):
    """Every decision about a task, in the order of the journal."""

    items = fields.List(fields.Nested(DecisionSchema), required=True)
