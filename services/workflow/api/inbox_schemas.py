"""What may be asked of the inbox, and what answers it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from chassis.fields import PlainText, RequestSchema
from chassis.paging import PageArguments, page_schema
from workflow.api.schemas import LONGEST_NAME, LONGEST_OFFICE, TaskSchema
from workflow.api.task_fields import ColumnsField, PriorityField, SortField, TextField
from workflow.domain.instance import RECEIVED, InstanceState
from workflow.domain.officer import Agency, Level, Role
from workflow.domain.rules import Regime
from workflow.domain.stages import ORDER
from workflow.domain.task import TaskState
from workflow.storage.inbox_shown import Shown

LONGEST_ARTICLE = 200
WHOLE: Shown = tuple((name, found.attribute or name) for name, found in TaskSchema().fields.items())
COLUMNS = tuple(name for name, _ in WHOLE)


class InboxFilters(RequestSchema):
    """Filters, combined with and; a flag narrows when it is true. `_from` is the first instant, `_until` the first too late."""

    agency = fields.Enum(Agency, by_value=True, load_default=None)
    office = PlainText(longest=LONGEST_OFFICE, load_default=None)
    level = fields.Enum(Level, by_value=True, load_default=None)
    role = fields.Enum(Role, by_value=True, load_default=None)
    assignee = PlainText(longest=LONGEST_NAME, load_default=None)
    mine = fields.Boolean(load_default=False, metadata={"description": "Those you have in hand."})
    candidate = fields.Boolean(
        load_default=False, metadata={"description": "Open ones that you may work on."}
    )
    state = fields.Enum(TaskState, by_value=True, load_default=None)
    case_id = fields.UUID(load_default=None)
    case_state = fields.Enum(InstanceState, by_value=True, load_default=None)
    track = fields.UUID(load_default=None)
    name = PlainText(longest=LONGEST_NAME, load_default=None)
    regime = fields.Enum(Regime, by_value=True, load_default=None)
    stage = fields.String(
        load_default=None,
        validate=validate.OneOf(
            (RECEIVED, *ORDER), error="Choose one of {choices}. / Pilih salah satu dari {choices}."
        ),
    )
    article = PlainText(
        longest=LONGEST_ARTICLE,
        load_default=None,
        metadata={"description": "As the case is classified, word for word."},
    )
    priority = PriorityField(load_default=None)
    created_from = fields.AwareDateTime(load_default=None)
    created_until = fields.AwareDateTime(load_default=None)
    due_from = fields.AwareDateTime(load_default=None)
    due_until = fields.AwareDateTime(load_default=None)
    due_before = fields.AwareDateTime(
        load_default=None, metadata={"description": "The older name of `due_until`."}
    )
    overdue = fields.Boolean(
        load_default=False, metadata={"description": "Those whose safe limit has passed."}
    )
    text = TextField(
        load_default=None,
        metadata={
            "description": "Words of the title, by their stems, and parts of the intake and register numbers."
        },
    )


class ListFilters(InboxFilters):
    """Filters, an order and the columns to show: what a saved view keeps."""

    sort = SortField(
        load_default=None,
        metadata={
            "description": "`urgency` unless only closed tasks are asked for; those come newest first."
        },
    )
    columns = ColumnsField(COLUMNS, data_key="fields", load_default=None)


class InboxArguments(ListFilters, PageArguments):
    """One page of the inbox; what stands beside a saved `view` goes before what the view says of the same."""

    view = fields.UUID(load_default=None)


class CountArguments(InboxFilters):
    """The same filters; of a saved `view` only they count."""

    view = fields.UUID(load_default=None)


class CountSchema(Schema):
    """An exact count."""

    count = fields.Integer(required=True)


TaskPageSchema = page_schema(TaskSchema)


def shown_of(columns: frozenset[str] | None) -> Shown:
    """What these columns show of a task; all of them when none were named."""
    return WHOLE if columns is None else tuple(each for each in WHOLE if each[0] in columns)
