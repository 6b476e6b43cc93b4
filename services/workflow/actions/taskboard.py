"""Keeps the inbox in step with the engine: what opened, what closed, and which limit hangs on what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow import engine
from workflow.domain.deadline import State
from workflow.domain.instance import Instance
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit


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
            "name": self.task.name,
            "form": self.task.form,
            "limit": self.task.limit_name,
            "agency": self.task.agency,
            "office": self.task.office,
        }


def follow(
    unit: WorkflowUnit, instance: Instance, step: engine.Step | None, deadlines: Mapping[str, Deadline]
) -> list[TaskChange]:
    """Bring the rows of a case's tasks to where the engine stands, limits included."""
    changes = [] if step is None else [*_cancelled(unit, step, instance), *_opened(unit, step, instance)]
    limits = {found.limit_name: found for found in deadlines.values()}
    for task in unit.tasks.open_of(instance.case_id):
        _hang(unit, task, limits.get(task.limit_name or ""))
    return changes


def _cancelled(unit: WorkflowUnit, step: engine.Step, instance: Instance) -> Iterator[TaskChange]:
    """What the engine closed and nobody completed; the row of a completed task was moved by its officer."""
    closed = {task.id for task in step.closed}
    for task in unit.tasks.open_of(instance.case_id):
        if task.id in closed:
            task.cancel(now=unit.now)
            unit.tasks.save(task)
            yield TaskChange("task.cancelled", task)


def _opened(unit: WorkflowUnit, step: engine.Step, instance: Instance) -> Iterator[TaskChange]:
    for opened in step.opened:
        task = HumanTask(
            id=opened.id,
            case_id=instance.case_id,
            name=opened.bpmn_id,
            title=opened.name,
            form=opened.properties["form"],
            limit_name=opened.properties.get("limit"),
            agency=opened.lane or "",
            office=instance.office,
            level=instance.level,
            regime=instance.regime,
            confidentiality=instance.confidentiality,
            intake_number=instance.intake_number,
            state=TaskState.OPEN,
            assignee=None,
            version=1,
            created_at=unit.now,
            due_at=None,
            legal_limit=None,
            closed_at=None,
        )
        unit.tasks.add(task)
        yield TaskChange("task.created", task)


def _hang(unit: WorkflowUnit, task: HumanTask, deadline: Deadline | None) -> None:
    running = deadline is not None and deadline.state == State.OPEN
    safe = deadline.safe_limit if deadline is not None and running else None
    legal = deadline.legal_limit if deadline is not None and running else None
    if (task.due_at, task.legal_limit) != (safe, legal):
        task.due(safe_limit=safe, legal_limit=legal)
        unit.tasks.save(task)
