"""Drafts of forms: saved by whoever holds the task, read by the holder and the agency's coordinators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import NotAllowedError, NotFoundError
from chassis.preconditions import Precondition
from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import WORKERS, InHand, reach_task, visible_task
from workflow.domain.access import may_assign
from workflow.domain.draft import Draft
from workflow.domain.officer import Officer
from workflow.domain.task import UNFINISHED
from workflow.storage.unit import WorkflowUnit


@dataclass(frozen=True)
class Drafted:
    """A task in hand with its case, and the draft that stands for it now."""

    held: InHand
    draft: Draft


def read_draft(unit: WorkflowUnit, task_id: UUID, *, officer: Officer) -> Draft:
    """The draft of a task that is not closed, empty where nobody has saved one."""
    task = visible_task(unit, task_id, officer=officer)
    WORKERS.check(officer, task)
    if task.assignee != officer.id and not may_assign(officer, task):
        raise NotAllowedError(
            "A draft is read by the holder of the task and the coordinators of the agency.",
            id="Draf dibaca oleh pemegang tugas dan koordinator instansinya.",
            rule="drafts-of-others",
        )
    if task.state not in UNFINISHED:
        raise NotFoundError(
            "The task is closed, and its draft is gone; read the journal for its answers.",
            id="Tugas sudah ditutup dan drafnya dihapus; jawabannya ada di jurnal.",
            field="task_id",
        )
    return unit.drafts.of(task_id)


def draft_in_hand(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> Drafted:
    """The draft of a task that this officer holds; `expected` is the draft's version, not the task's."""
    held = reach_task(unit, task_id, officer=officer, who=WORKERS)
    draft = unit.drafts.of(task_id)
    expected.check(draft.version)
    held.task.must_be_free_for(officer, verb="draft")
    return Drafted(held, draft)


def save_draft(
    unit: WorkflowUnit,
    procedure: Procedure,
    drafted: Drafted,
    answers: Mapping[str, Any],
    *,
    officer: Officer,
) -> Draft:
    """Keep answers that are not sent yet; nothing of them enters the history."""
    version = procedure.version(drafted.held.case.definition, unit.definitions)
    version.form(drafted.held.task.form).refuse_as_draft(answers)
    return _replace(unit, drafted.draft, answers, officer)


def empty_draft(unit: WorkflowUnit, drafted: Drafted, *, officer: Officer) -> Draft:
    """Forget the answers; an empty draft stays empty."""
    return _replace(unit, drafted.draft, {}, officer) if drafted.draft.answers else drafted.draft


def _replace(unit: WorkflowUnit, draft: Draft, answers: Mapping[str, Any], officer: Officer) -> Draft:
    saved = draft.replaced(answers, by=officer.id, now=unit.now)
    unit.drafts.save(saved)
    return saved
