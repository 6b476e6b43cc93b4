"""Keeps the inbox in step with the engine: what opened, what closed, and which limit hangs on what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workflow import engine
from workflow.domain.calendar import Calendar
from workflow.domain.deadline import State
from workflow.domain.officer import Role
from workflow.domain.signatures import SIGNATURE_FORM
from workflow.domain.task import HumanTask, TaskState
from workflow.domain.working_time import working_position
from workflow.domain.zones import zone_of_office
from workflow.storage.casework import Casework
from workflow.storage.deadlines import Deadline

TRACK_VARIABLE = "suspect"
"""The variable in which a track says whose it is."""


@dataclass(frozen=True)
class TaskChange:
    """A task that opened or closed, and the event that says so."""

    event: str
    task: HumanTask

    def as_data(self) -> dict[str, Any]:
        """The event's data: ids and codes."""
        return {
            "task_id": str(self.task.id),
            "case_id": str(self.task.case_id),
            "track": None if self.task.track is None else str(self.task.track),
            "name": self.task.name,
            "form": self.task.form,
            "limit": self.task.limit_name,
            "agency": self.task.agency,
            "office": self.task.office,
        }


def follow(
    work: Casework,
    step: engine.Step | None,
    calendar: Calendar,
    *,
    after: HumanTask | None = None,
    changed_forms: Collection[str] = (),
    now: datetime,
) -> list[TaskChange]:
    """Bring the tasks of a case to where the engine stands, limits included.

    `after` is the task whose completion was the step; signatures that it opens belong to its minutes.
    """
    changes = list(_moved(work))
    if step is not None:
        changes += _redrawn(work, step, changed_forms)
        changes += [*_cancelled(work, step, now=now), *_opened(work, step, after, now=now)]
    limits = {(found.limit_name, found.track): found for found in work.deadlines.values()}
    for task in work.open_tasks():
        instance = work.instance
        task.follow(instance.stage, register_number=instance.register_number, case_state=instance.state)
        _hang(task, limits.get((task.limit_name or "", task.track)), calendar)
    return changes


def _moved(work: Casework) -> Iterator[TaskChange]:
    """The open tasks of a case that another office handles since this step."""
    instance = work.instance
    for task in work.open_tasks():
        if task.office != instance.office:
            task.move(instance.office, instance.level, clock_office=instance.counts_at)
            yield TaskChange("task.moved", task)


def _redrawn(work: Casework, step: engine.Step, changed_forms: Collection[str]) -> Iterator[TaskChange]:
    """Open tasks that another version draws otherwise, or whose form asks for other things."""
    drawn = {task.id: task for task in step.redrawn}
    for task in work.open_tasks():
        agency = task.agency
        if task.id in drawn:
            task.redraw(**_drawn(drawn[task.id]))
        elif task.form in changed_forms:
            task.version += 1
        if task.agency != agency:
            yield TaskChange("task.moved", task)


def _drawn(task: engine.HumanTask) -> dict[str, Any]:
    """What the drawing says of a task."""
    return {
        "name": task.bpmn_id,
        "title": task.name,
        "form": task.properties["form"],
        "limit_name": task.properties.get("limit"),
        "agency": task.lane or "",
        "role": Role(task.properties.get("role", Role.OFFICER)),
    }


def _cancelled(work: Casework, step: engine.Step, *, now: datetime) -> Iterator[TaskChange]:
    """What the engine closed and nobody completed; the row of a completed task was moved by its officer."""
    closed = {task.id for task in step.closed}
    for task in work.open_tasks():
        if task.id in closed:
            task.cancel(now=now)
            yield TaskChange("task.cancelled", task)


def _opened(
    work: Casework, step: engine.Step, after: HumanTask | None, *, now: datetime
) -> Iterator[TaskChange]:
    instance, tracks = work.instance, {str(id_): id_ for id_ in work.tracks}
    for opened in step.opened:
        task = HumanTask(
            id=opened.id,
            case_id=instance.case_id,
            office=instance.office,
            level=instance.level,
            regime=instance.regime,
            confidentiality=instance.confidentiality,
            intake_number=instance.intake_number,
            state=TaskState.OPEN,
            assignee=None,
            version=1,
            created_at=now,
            due_at=None,
            legal_limit=None,
            closed_at=None,
            zone=zone_of_office(instance.counts_at),
            stage=instance.stage,
            track=_track_of(opened, tracks),
            clock_office=instance.clock_office,
            opened_in=instance.sequence + 1,
            discussion=_discussion_of(opened, after),
            register_number=instance.register_number,
            articles=instance.articles,
            **_drawn(opened),
        )
        work.tasks[task.id] = task
        yield TaskChange("task.created", task)


def _track_of(opened: engine.HumanTask, tracks: Mapping[str, UUID]) -> UUID | None:
    """The suspect in whose track a task stands: only there does the engine know one."""
    suspect = opened.data.get(TRACK_VARIABLE)
    return tracks.get(suspect) if isinstance(suspect, str) else None


def _discussion_of(opened: engine.HumanTask, after: HumanTask | None) -> str | None:
    if opened.properties["form"] != SIGNATURE_FORM:
        return None
    return opened.bpmn_id if after is None else after.name


def _hang(task: HumanTask, deadline: Deadline | None, calendar: Calendar) -> None:
    if deadline is None or deadline.state != State.OPEN:
        task.due(safe_limit=None, legal_limit=None, working_limit=None)
        return
    safe = deadline.safe_limit
    position = None if safe is None else working_position(safe.astimezone(task.zone.tz), calendar)
    task.due(
        safe_limit=safe,
        legal_limit=deadline.legal_limit,
        working_limit=position,
        unconfirmed=deadline.unconfirmed,
        provisional=deadline.provisional,
    )
