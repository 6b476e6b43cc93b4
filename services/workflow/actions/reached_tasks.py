"""Reaching a task: for a look, or locked with its case for a change. Unseen comes before not allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotAllowedError, NotFoundError
from chassis.preconditions import Precondition
from workflow.domain.access import may_assign, may_see, may_work_on
from workflow.domain.instance import Instance
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.casework import Casework
from workflow.storage.unit import WorkflowUnit


@dataclass(frozen=True)
class InHand:
    """A task and its case, locked together."""

    task: HumanTask
    case: Instance


@dataclass(frozen=True)
class WorkInHand(InHand):
    """The same, with all that a step of the case must know."""

    work: Casework


@dataclass(frozen=True)
class Permission:
    """Who may make a change, and what everybody else is told."""

    allows: Callable[[Officer, HumanTask], bool]
    en: str
    id: str
    rule: str

    def check(self, officer: Officer, task: HumanTask) -> None:
        """Raises NotAllowedError for whoever sees the task and may not do this."""
        if not self.allows(officer, task):
            raise NotAllowedError(self.en, id=self.id, rule=self.rule)


WORKERS = Permission(
    may_work_on,
    "This task belongs to another agency, or your role does not work on tasks.",
    id="Tugas ini milik instansi lain, atau peran Anda tidak mengerjakan tugas.",
    rule="lane",
)
COORDINATORS = Permission(
    may_assign,
    "Only coordinators of the task's own agency decide this. Ask yours.",
    id="Hanya koordinator dari instansi tugas ini yang memutuskannya. Hubungi koordinator Anda.",
    rule="coordinator",
)


def visible_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer) -> HumanTask:
    """The task, or NotFoundError when this officer may not know of it."""
    task = unit.tasks.visible(task_id, officer)
    if task is None:
        raise no_such_task()
    return task


def reach_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, who: Permission) -> InHand:
    """The task, locked with its case; NotAllowedError for an officer who sees it and may not change it so."""
    # A step writes the rows of all open tasks of its case, so none may change beside it.
    case = _locked_case(unit, task_id)
    return InHand(_reached(unit.tasks.get(task_id), officer, who), case)


def task_for_change(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition, who: Permission
) -> InHand:
    """The task in the version that the officer has read; the version is looked at after the permission."""
    held = reach_task(unit, task_id, officer=officer, who=who)
    expected.check(held.task.version)
    return held


def work_for_change(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition, who: Permission
) -> WorkInHand:
    """As `task_for_change`, for a step of its case: one that is open comes with all else that the step reads."""
    case = _locked_case(unit, task_id)
    work = unit.casework.read(case)
    task = _reached(work.tasks.get(task_id) or unit.tasks.get(task_id), officer, who)
    expected.check(task.version)
    return WorkInHand(task, case, work)


def _locked_case(unit: WorkflowUnit, task_id: UUID) -> Instance:
    if (case := unit.instances.lock_of_task(task_id)) is None:
        raise no_such_task()
    return case


def _reached(task: HumanTask | None, officer: Officer, who: Permission) -> HumanTask:
    if task is None or not may_see(officer, task):
        raise no_such_task()
    who.check(officer, task)
    return task


def no_such_task() -> NotFoundError:
    """The same words whether it does not exist or may not be seen."""
    return NotFoundError(
        "There is no task with this id that you may see. Look it up in your inbox again.",
        id="Tidak ada tugas dengan id ini yang boleh Anda lihat. Cari lagi di kotak tugas Anda.",
        field="task_id",
    )
