"""Work on human tasks. Refusals come in one order: unseen, not allowed, version, state, then the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import InvalidInputError
from chassis.preconditions import Precondition
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.forms import FilledForm, Form
from workflow.actions.procedure import Procedure
from workflow.actions.reached_tasks import (
    WORKERS,
    WorkInHand,
    no_such_task,
    task_for_change,
    visible_task,
    work_for_change,
)
from workflow.actions.signatures import keep_signature, signature_in
from workflow.actions.step_record import Input
from workflow.actions.steps import take_step
from workflow.domain.access import may_see
from workflow.domain.incident import CaseStuckError, Unsent
from workflow.domain.journal import COMPLETION, Cause
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.domain.tracks import refuse_to_leave_suspects
from workflow.domain.trial import refuse_absent_accused
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

INVESTIGATION_TASK = "police_investigation"
"""Where the police say that all suspects are named, or that there is none."""


@dataclass(frozen=True)
class Completed:
    """A task that was just completed, and those that opened with it as far as its officer may see them."""

    task: HumanTask
    opened: Sequence[HumanTask]


def claim_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> HumanTask:
    """Take an open task; of many who try at once, one gets it."""
    task = task_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS).task
    before = task.version
    task.claim(officer)
    return task if task.version == before else _saved(unit, task, "task.claimed")


def unclaim_task(unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition) -> HumanTask:
    """Give a claimed task back to everybody."""
    task = task_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS).task
    task.unclaim(officer)
    return _saved(unit, task, "task.released")


def task_in_hand(
    unit: WorkflowUnit, task_id: UUID, *, officer: Officer, expected: Precondition
) -> WorkInHand:
    """A task that this officer may complete now; refuses whatever no answer could mend."""
    held = work_for_change(unit, task_id, officer=officer, expected=expected, who=WORKERS)
    held.task.must_be_free_for(officer)
    held.case.must_run()
    return held


def complete_task(
    unit: WorkflowUnit,
    procedure: Procedure,
    held: WorkInHand,
    answers: Mapping[str, Any],
    *,
    officer: Officer,
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

    given = _input_of(task, filled, officer)
    try:
        taken = take_step(unit, procedure, instance, given, complete, work=held.work)
    except CaseStuckError as stuck:
        stuck.unsent = Unsent(task.id, answers, officer.id)
        raise
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
        cause=Cause(COMPLETION, officer.id, about),
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
    task = visible_task(unit, task_id, officer=officer)
    instance = unit.instances.get(task.case_id)
    if instance is None:
        raise no_such_task()
    return procedure.version(instance.definition, unit.definitions).form(task.form).schema


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
