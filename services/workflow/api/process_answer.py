"""Where a case stands, as every view of it answers: with the tag to go on with."""

from __future__ import annotations

from typing import Any

from chassis.preconditions import etag_of
from workflow.api.views import process_view
from workflow.domain.instance import Instance
from workflow.storage.unit import WorkflowUnit

Tagged = tuple[dict[str, Any], int, dict[str, str]]


def process_answer(unit: WorkflowUnit, instance: Instance) -> Tagged:
    """Stage, open tasks, tracks, and what the case is stuck on."""
    tasks, incident = unit.tasks.open_of(instance.case_id), unit.incidents.open_of(instance.case_id)
    tracks = unit.tracks.of_case(instance.case_id).values()
    return process_view(instance, tasks, tracks, incident), 200, {"ETag": etag_of(instance.sequence)}
