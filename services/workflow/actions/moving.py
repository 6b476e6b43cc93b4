"""Put a case back to a task that was completed: as a step like any other, where nothing is lost or told twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.errors import FieldProblem, InvalidInputError, NotAllowedError, WrongStateError
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.migrating import live_of, state_before
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import first_step
from workflow.domain.instance import Instance
from workflow.domain.journal import COMPLETION, Cause
from workflow.domain.officer import Officer
from workflow.domain.signatures import SIGNATURE_FORM
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


def move_case(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    *,
    to: int,
    reason: str,
    officer: Officer,
) -> Instance:
    """To where it stood before journal entry `to`, the completion of a task: that task opens again, later ones close.

    Only the part of the task goes back, the main line or one suspect's track. Facts and signatures stay on record.
    """
    instance.must_run()
    completion = _completion(unit, instance, to)
    task = _task_of(unit, completion)
    if task.agency != officer.agency:
        raise NotAllowedError(
            f"The task of this step is {task.agency}'s; only its coordinators have it done again. Ask them.",
            id=f"Tugas pada langkah ini milik {task.agency}; hanya koordinatornya yang dapat membukanya kembali. "
            "Hubungi mereka.",
            rule="coordinator",
        )
    live = live_of(unit, procedure, instance)
    then = procedure.version(completion["versions"]["definition"], unit.definitions)
    earlier = state_before(unit, instance.case_id, to, then.definition)
    awaited = set(live.waiting_messages())

    def move(limits: PassedLimits) -> tuple[engine.Instance, engine.Step]:
        moved, step = engine.put_back(live, earlier, task.id, now=unit.now, deadlines=limits)
        _refuse_what_was_asked(awaited - {*step.waiting_messages})
        _refuse_half_signed(step.opened)
        return moved, step

    about = {"to": to, "task_id": str(task.id), "task": task.name}
    if task.track is not None:
        about["track"] = str(task.track)
    else:
        _refuse_what_was_told(unit, instance, since=to)
    given = Input(cause=Cause("case.moved_back", officer.id, about), texts={"reason": reason})
    try:
        first_step(unit, procedure, instance, given, move)
    except engine.MoveRefusedError as error:
        raise _unsafe(error.obstacles) from error
    return instance


def _completion(unit: WorkflowUnit, instance: Instance, sequence: int) -> Mapping[str, Any]:
    """The journal entry of this number, which must be the completion of a task."""
    entries = unit.journal.page(instance.case_id, after=sequence - 1, limit=1)
    body: dict[str, Any] = json.loads(entries[0].body) if entries else {"cause": {"kind": None}}
    if body["cause"]["kind"] != COMPLETION:
        raise InvalidInputError(
            "Name the journal entry of a completed task, its number from /v1/cases/{id}/journal.",
            id="Sebutkan entri jurnal dari tugas yang selesai, dengan nomornya pada /v1/cases/{id}/journal.",
            field="to",
            rule="completed-task",
        )
    return body


def _task_of(unit: WorkflowUnit, completion: Mapping[str, Any]) -> HumanTask:
    task = unit.tasks.get(UUID(completion["cause"]["task_id"]))
    if task is None:
        raise LookupError(completion["cause"]["task_id"])  # the row of a task is never deleted
    return task


def _refuse_what_was_told(unit: WorkflowUnit, instance: Instance, *, since: int) -> None:
    """The number is allotted once: `cases` would not tell of it again, and the case would wait for ever."""
    for entry in unit.journal.page(instance.case_id, after=since, limit=instance.sequence):
        if json.loads(entry.body)["cause"]["kind"] == "case.registered":
            raise _refused(
                "The case was registered after this step, and its number is not allotted again. Choose a later step.",
                "Perkara diregistrasi setelah langkah ini dan nomornya tidak diberikan lagi. Pilih langkah sesudahnya.",
                "told-once",
            )


def _refuse_what_was_asked(awaited: set[str]) -> None:
    if awaited:
        raise _refused(
            f"Another service has been asked since and will answer with {', '.join(sorted(awaited))}. Wait for it.",
            f"Layanan lain sudah diminta dan akan menjawab dengan {', '.join(sorted(awaited))}. Tunggu jawabannya.",
            "answer-awaited",
        )


def _refuse_half_signed(opened: Iterable[engine.HumanTask]) -> None:
    """Minutes are signed as a whole: who has signed would not be asked again, and the count would not come out."""
    if any(task.properties.get("form") == SIGNATURE_FORM for task in opened):
        raise _refused(
            "This would open signatures without their minutes. Choose the step that completed the minutes.",
            "Langkah ini akan membuka tanda tangan tanpa berita acaranya. Pilih langkah yang menyelesaikan berita acara.",
            "joint-decision",
        )


def _refused(en: str, said_id: str, rule: str) -> WrongStateError:
    return WrongStateError(en, id=said_id, field="to", rule=rule)


def _unsafe(obstacles: Iterable[engine.Obstacle]) -> WrongStateError:
    return WrongStateError(
        "The case cannot go back there; see errors. Correct a wrong date by a new fact instead.",
        id="Perkara tidak dapat kembali ke sana; lihat errors. Tanggal yang salah diperbaiki dengan fakta baru.",
        fields=tuple(
            FieldProblem("to", str(found), f"Tidak aman: {found}", "move-is-safe") for found in obstacles
        ),
    )
