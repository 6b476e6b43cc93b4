"""A decision about a task: its row, one journal entry that moves no token, and an event, together or not at all."""

from __future__ import annotations

from typing import Any

from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import InHand
from workflow.actions.step_record import Input
from workflow.actions.steps import record
from workflow.domain.decision import Decision, DecisionKind
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


def decide(
    unit: WorkflowUnit,
    procedure: Procedure,
    held: InHand,
    kind: DecisionKind,
    *,
    officer: Officer,
    reason: str | None,
    **about: Any,
) -> HumanTask:
    """Put on record what `officer` has just decided about the task; the words of the reason stay apart."""
    task, instance = held.task, held.case
    unit.tasks.save([task])
    cause = Cause(kind, officer.id, {"task_id": str(task.id), "task": task.name, **about})
    texts = {} if reason is None else {"reason": reason}
    taken = record(unit, procedure, instance, Input(cause=cause, texts=texts))
    unit.decisions.add(
        Decision(
            case_id=task.case_id,
            sequence=instance.sequence,
            task_id=task.id,
            kind=kind,
            actor=officer.id,
            about=about,
            reason=taken.texts.get("reason"),
            decided_at=unit.now,
        )
    )
    _tell(unit, task, kind, {"actor": officer.id, **about})
    return task


def _tell(unit: WorkflowUnit, task: HumanTask, kind: DecisionKind, said: dict[str, Any]) -> None:
    case_id = str(task.case_id)
    which = {"task_id": str(task.id), "case_id": case_id, "name": task.name}
    where = {"agency": task.agency, "office": task.office}
    unit.outbox.add(kind, subject=case_id, data={**which, **where, **said}, at=unit.now)
