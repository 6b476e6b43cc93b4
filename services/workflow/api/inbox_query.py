"""The question in the parameters of a request to the inbox, those of a saved view included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from chassis.errors import InvalidInputError
from chassis.parsing import shared
from workflow.actions.saved_views import own_view
from workflow.api.edge import officer
from workflow.domain.inbox import InboxQuery
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit

VIEW = "view"


def beside_view(unit: WorkflowUnit, kind: type[Schema], asked: dict[str, Any]) -> dict[str, Any]:
    """What was asked, on top of what the saved view that it names asks; what this address does not take is left out."""
    view_id = asked.pop(VIEW)
    if view_id is None:
        return asked
    schema = shared(kind)
    offered = {found.data_key or name for name, found in schema.fields.items()}
    view = own_view(unit, view_id, officer=officer())
    kept = {name: value for name, value in view.query.items() if name in offered}
    given = {name: value for name, value in request.args.items() if name != VIEW}
    try:
        both: dict[str, Any] = schema.load({**kept, **given})
    except ValidationError as error:
        raise InvalidInputError(
            "This saved view asks for something that is not offered any more. Change the view.",
            id="Tampilan tersimpan ini meminta sesuatu yang tidak ditawarkan lagi. Ubah tampilannya.",
            field=VIEW,
            rule="saved-view",
        ) from error
    both.pop(VIEW)
    return both


def query_of(asked: Mapping[str, Any], asker: Officer) -> InboxQuery:
    """The filters among loaded parameters; a flag narrows when it is true."""
    filters = dict(asked)
    for flag in ("mine", "candidate"):
        filters[flag] = asker if filters[flag] else None
    if (state := filters.pop("state")) is not None:
        filters["states"] = (state,)
    ends = [end for end in (filters.pop("due_before"), filters["due_until"]) if end is not None]
    return InboxQuery(**{**filters, "due_until": min(ends, default=None)})
