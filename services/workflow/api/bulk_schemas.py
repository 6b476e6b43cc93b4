"""One change of many tasks: its request says everything once, its answer says how each task fared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import PlainText, RequestSchema
from chassis.problems import ProblemSchema
from workflow.api.change_schemas import (
    LONGEST_REASON,
    AssignmentSchema,
    DelegationSchema,
    DraftRequestSchema,
    FollowUpSchema,
    PrioritySchema,
    ReasonIfAnySchema,
    ReasonSchema,
)
from workflow.api.schemas import LAST_ENTRY, LONGEST_NAME, CompletionSchema
from workflow.api.task_fields import PriorityField

MOST_TASKS: Final = 200
"""In one bulk: what an officer can look through, and some seconds of work."""


class NothingSchema(RequestSchema):
    """Nothing but the tasks."""


SAYS: Mapping[str, type[RequestSchema]] = {
    "claim": NothingSchema,
    "unclaim": NothingSchema,
    "assign": AssignmentSchema,
    "delegate": DelegationSchema,
    "give-back": ReasonIfAnySchema,
    "priority": PrioritySchema,
    "follow-up": FollowUpSchema,
    "draft": DraftRequestSchema,
    "return": ReasonSchema,
    "complete": CompletionSchema,
}
"""What each action is told besides its tasks: the same as for a single one."""


class BulkTaskSchema(RequestSchema):
    """A task and the version that was read, for `draft` the draft's; its own answers are added to the common ones."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(0, LAST_ENTRY))
    answers = fields.Dict(keys=fields.String())


class BulkSchema(RequestSchema):
    """One action on up to 200 tasks, with what this action takes for a single one."""

    action = fields.String(required=True, validate=validate.OneOf(list(SAYS)))
    tasks = fields.List(fields.Nested(BulkTaskSchema), required=True)
    reason = PlainText(longest=LONGEST_REASON)
    assignee = PlainText(longest=LONGEST_NAME, allow_none=True)
    priority = PriorityField()
    follow_up_on = fields.Date(allow_none=True)
    answers = fields.Dict(keys=fields.String())

    def load(self, data: Any, *, many: bool | None = None, partial: Any = None, unknown: Any = None) -> Any:
        """A list that is too long is refused before anybody reads it."""
        tasks = data.get("tasks") if isinstance(data, dict) else None
        if isinstance(tasks, list) and not 1 <= len(tasks) <= MOST_TASKS:
            raise _refused(
                f"Send 1 to {MOST_TASKS} tasks at a time, not {len(tasks)}. / "
                f"Kirim 1 sampai {MOST_TASKS} tugas sekali kirim, bukan {len(tasks)}."
            )
        return super().load(data, many=many, partial=partial, unknown=unknown)

    @post_load(pass_original=True)
    def split(self, loaded: dict[str, Any], original: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The action, its tasks, and what it is told, checked as for a single task; answers may come by task."""
        action, tasks = loaded["action"], loaded["tasks"]
        if len({task["id"] for task in tasks}) < len(tasks):
            raise _refused("Name each task once. / Sebutkan tiap tugas satu kali.")
        told = SAYS[action]()
        said = {name: value for name, value in original.items() if name not in ("action", "tasks")}
        if "answers" in told.fields:
            said.setdefault("answers", {})
        elif any("answers" in task for task in tasks):
            raise _refused(f"`{action}` takes no answers. / `{action}` tidak memakai answers.")
        return {"action": action, "tasks": tasks, "said": told.load(said)}


class BulkItemSchema(Schema):
    """How one task fared: 200 and the new version, or the status and problem that it would have met alone."""

    id = fields.UUID(required=True)
    status = fields.Integer(required=True)
    version = fields.Integer(allow_none=True)
    problem = fields.Nested(ProblemSchema, allow_none=True)


class BulkResultSchema(Schema):
    """One item a task, in the order of the request."""

    done = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    items = fields.List(fields.Nested(BulkItemSchema), required=True)


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"tasks": [sentence]})
