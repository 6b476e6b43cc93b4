"""Work on human tasks. Refusals come in one order: unseen, not allowed, version, state, then the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import InvalidInputError, NotAllowedError, NotFoundError
from chassis.preconditions import Precondition
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.forms import FilledForm, Form
from workflow.actions.procedure import Procedure
from workflow.actions.signatures import keep_signature, signature_in
from workflow.actions.steps import Input, take_step
from workflow.domain.access import may_see, may_work_on
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.domain.tracks import refuse_to_leave_suspects
from workflow.domain.trial import refuse_absent_accused
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

INVESTIGATION_TASK = "police_investigation"
"""Where the police say that all suspects are named, or that there is none."""


@dataclass(frozen=True)
class InHand:
    """A task and its case, locked together."""

    task: HumanTask
    case: Instance


@dataclass(frozen=True)
class Completed:
    """A task that was just completed, and those that opened with it as far as its officer may see them."""

    task: HumanTask
    opened: Sequence[HumanTask]


def claim_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> HumanTask:
    """Take an open task; of many who try at once, one gets it."""
    task = _for_change(unit, task_id, officer, expected).task
    before = task.version
    task.claim(officer)
    return task if task.version == before else _saved(unit, task, "task.claimed")


def unclaim_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> HumanTask:
    """Give a claimed task back to everybody."""
    task = _for_change(unit, task_id, officer, expected).task
    task.unclaim(officer)
    return _saved(unit, task, "task.released")


def task_in_hand(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> InHand:
    """A task that this officer may complete now; refuses whatever no answer could mend."""
    held = _for_change(unit, task_id, officer, expected)
    held.task.must_be_free_for(officer)
    return held


def complete_task(
    unit: WorkflowUnit, procedure: Procedure, held: InHand, answers: Mapping[str, Any], *, officer: Officer
) -> Completed:
    """Check the form of a task in hand, record its facts, and let the procedure go on."""
    task, instance = held.task, held.case
    task.complete(officer, now=unit.now)
    form = procedure.version(instance.definition, unit.definitions).form(task.form)
    filled = form.fill(answers, office=zone_of_office(instance.counts_at))
    refuse_absent_accused(filled.answers, regime=instance.regime)
    if task.name == INVESTIGATION_TASK:
        refuse_to_leave_suspects(filled.answers, unit.tracks.of_case(task.case_id).values())
    minutes = signature_in(unit, task, filled, officer=officer)

    def complete(live: engine.Instance, deadlines: PassedLimits) -> engine.Step:
        _must_explain(form, filled, deadlines, track=task.track)
        return live.complete(task.id, filled.variables, now=unit.now, deadlines=deadlines)

    taken = take_step(unit, procedure, instance, _input_of(task, filled, officer), complete)
    if minutes is not None:
        keep_signature(unit, instance, task, minutes, taken)
    return Completed(task, [opened for opened in taken.opened() if may_see(officer, opened)])


def _input_of(task: HumanTask, filled: FilledForm, officer: Officer) -> Input:
    """A task of a track records its facts on that track; a signature says which minutes it is under."""
    about = {"task_id": str(task.id), "task": task.name, "claimed_version": task.version}
    if task.track is not None:
        about["track"] = str(task.track)
    if task.discussion is not None:
        about |= {"discussion": task.discussion, "occurrence": task.opened_in}
    return Input(
        cause=Cause("task.completed", officer.id, about),
        facts=filled.facts,
        track=task.track,
        answers=filled.answers,
        texts=filled.texts,
        completed=task,
    )


def task_form(
    unit: WorkflowUnit, procedure: Procedure, task_id: UUID, *, officer: Officer
) -> Mapping[str, Any]:
    """The JSON Schema that this task's answers must meet, in the version its case runs on."""
    task = _visible(unit, task_id, officer)
    instance = unit.instances.get(task.case_id)
    if instance is None:
        raise _no_such_task()
    return procedure.version(instance.definition, unit.definitions).form(task.form).schema


def visible_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer) -> HumanTask:
    """The task, or NotFoundError when this officer may not know of it."""
    return _visible(unit, task_id, officer)


def _visible(unit: WorkflowUnit, task_id: UUID, officer: Officer) -> HumanTask:
    task = unit.tasks.visible(task_id, officer)
    if task is None:
        raise _no_such_task()
    return task


def _for_change(unit: WorkflowUnit, task_id: UUID, officer: Officer, expected: Precondition) -> InHand:
    # A step writes the rows of all open tasks of its case, so none may change beside it.
    case = unit.instances.lock_of_task(task_id)
    task = unit.tasks.get(task_id)
    if case is None or task is None or not may_see(officer, task):
        raise _no_such_task()
    if not may_work_on(officer, task):
        raise NotAllowedError(
            "This task belongs to another agency, or your role does not work on tasks.",
            id="Tugas ini milik instansi lain, atau peran Anda tidak mengerjakan tugas.",
            rule="lane",
        )
    expected.check(task.version)
    return InHand(task, case)


def _must_explain(form: Form, filled: FilledForm, deadlines: PassedLimits, *, track: UUID | None) -> None:
    """Going on after a passed limit asks for a recorded reason (procedure, section 5 item 4)."""
    for limit in form.limits_to_explain:
        if (
            deadlines.needs_reason(limit, None if track is None else str(track))
            and filled.lateness_reason is None
        ):
            raise InvalidInputError(
                f"The legal limit `{limit}` has passed. Write the reason in lateness_reason to go on.",
                id=f"Batas waktu `{limit}` sudah lewat. Isi alasannya pada lateness_reason untuk melanjutkan.",
                field="lateness_reason",
                rule=limit,
            )


def _saved(unit: WorkflowUnit, task: HumanTask, event: str) -> HumanTask:
    unit.tasks.save([task])
    data = {"task_id": str(task.id), "case_id": str(task.case_id), "assignee": task.assignee}
    unit.outbox.add(event, subject=str(task.case_id), data=data, at=unit.now)
    return task


def _no_such_task() -> NotFoundError:
    return NotFoundError(
        "There is no task with this id that you may see. Look it up in your inbox again.",
        id="Tidak ada tugas dengan id ini yang boleh Anda lihat. Cari lagi di kotak tugas Anda.",
        field="task_id",
    )
