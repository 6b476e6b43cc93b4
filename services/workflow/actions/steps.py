"""One step of a case: facts, deadlines, the engine, the journal, the inbox and the events, together or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from chassis.canonical import canonical
from chassis.errors import WrongStateError
from chassis.logs import log
from workflow import engine
from workflow.actions.clocks import DeadlineChange, PassedLimits, recompute
from workflow.actions.procedure import Procedure
from workflow.actions.taskboard import TaskChange, follow
from workflow.domain.fact_order import refuse_impossible
from workflow.domain.facts import Fact
from workflow.domain.incident import CaseStuckError, Fault
from workflow.domain.instance import Instance, InstanceState, ProcedureFaultError
from workflow.domain.journal import Cause, Entry, chained, digest_of, salted_digest
from workflow.domain.law import Law
from workflow.domain.task import HumanTask
from workflow.domain.zones import zone_of_office
from workflow.storage.facts import RecordedFact
from workflow.storage.unit import WorkflowUnit

STEPS_PER_SNAPSHOT = 50

Act = Callable[[engine.Instance, PassedLimits], "engine.Step | None"]
Move = Callable[[PassedLimits], "tuple[engine.Instance | None, engine.Step | None]"]


@dataclass(frozen=True, kw_only=True)
class Input:
    """What goes into a step besides the engine's own move; `about` and `answers` end up in the journal as they are."""

    cause: Cause
    facts: Sequence[Fact] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    completed: HumanTask | None = None


@dataclass(frozen=True)
class Taken:
    """What a step did, for the events and the journal."""

    step: engine.Step | None
    facts: Sequence[RecordedFact]
    deadlines: Sequence[DeadlineChange]
    tasks: Sequence[TaskChange]
    stage_changed: bool


def take_step(unit: WorkflowUnit, procedure: Procedure, instance: Instance, given: Input, act: Act) -> Taken:
    """Take one step of a running case whose row the caller has locked; a refusal leaves nothing behind."""
    instance.must_run()
    version = procedure.version(instance.definition, unit.definitions)

    def move(limits: PassedLimits) -> tuple[engine.Instance, engine.Step | None]:
        live = procedure.live.take(
            instance.case_id, head=instance.head, definition=version.definition, journal=unit.journal
        )
        return live, act(live, limits)

    return first_step(unit, procedure, instance, given, move)


def record(unit: WorkflowUnit, procedure: Procedure, instance: Instance, given: Input) -> Taken:
    """A step that moves no token: it enters the history, also of a case that has ended."""
    return first_step(unit, procedure, instance, given, lambda _: (None, None))


def first_step(
    unit: WorkflowUnit, procedure: Procedure, instance: Instance, given: Input, move: Move
) -> Taken:
    """A step whose move also says which live instance it was; a case's first one makes it."""
    facts = _record_facts(unit, instance, given)
    law = procedure.law(unit.definitions)
    known = unit.deadlines.of_case(instance.case_id)
    deadlines = recompute(unit, law, instance, known)
    live, step = _moved(instance, given, move, PassedLimits(known, now=unit.now))
    stage_changed = _advance(instance, step, unit)
    if instance.state is InstanceState.ENDED:
        deadlines += recompute(unit, law, instance, known)
    tasks = follow(unit, instance, step, known)
    if given.completed is not None:
        tasks.insert(0, TaskChange("task.completed", given.completed))
    taken = Taken(step, facts, deadlines, tasks, stage_changed)
    _append(unit, law, instance, given, taken)
    if live is not None and instance.sequence % STEPS_PER_SNAPSHOT == 0:
        unit.journal.keep_snapshot(instance.case_id, instance.sequence, live.snapshot())
    unit.instances.save(instance)
    _keep_warm(procedure, instance, live)
    _publish(unit, instance, given, taken)
    return taken


def _record_facts(unit: WorkflowUnit, instance: Instance, given: Input) -> list[RecordedFact]:
    if not given.facts:
        return []
    zone = zone_of_office(instance.office)
    known = {fact.kind: fact.time for fact in unit.facts.valid(instance.case_id, zone=zone)}
    refuse_impossible(known | {fact.kind: fact.time for fact in given.facts}, now=unit.now)
    recorded = [
        RecordedFact(
            id=uuid5(instance.case_id, f"{instance.sequence + 1}/{fact.kind}"),
            case_id=instance.case_id,
            fact=fact,
            entered_at=unit.now,
            entered_by=given.cause.actor,
            sequence=instance.sequence + 1,
        )
        for fact in given.facts
    ]
    for found in recorded:
        unit.facts.add(found)
    return recorded


def _moved(
    instance: Instance, given: Input, move: Move, limits: PassedLimits
) -> tuple[engine.Instance | None, engine.Step | None]:
    """What does not fit the moment is the sender's to mend; an incident is a coordinator's, all else the operators'."""
    try:
        return move(limits)
    except (engine.TaskNotOpenError, engine.NotWaitingError) as error:
        raise WrongStateError(
            "The procedure does not wait for this now. Read the case again to see where it stands.",
            id="Prosedur tidak sedang menunggu ini. Baca ulang perkaranya untuk melihat posisinya.",
            rule=type(error).__name__,
        ) from error
    except engine.IncidentError as error:
        log.error("procedure_stuck", case_id=str(instance.case_id), reason=str(error))
        fault = Fault(error.element, error.expression, error.reason, error.data_keys)
        raise CaseStuckError(
            instance.case_id, fault, during=given.cause.kind, sequence=instance.sequence
        ) from error
    except engine.EngineError as error:
        log.error("procedure_at_fault", exc_info=error)
        raise ProcedureFaultError(
            "The procedure cannot take this step, and nothing was stored. Tell the administrator the request id.",
            id="Prosedur tidak dapat menjalankan langkah ini; tidak ada yang tersimpan. "
            "Sampaikan nomor permintaan kepada administrator.",
            rule=type(error).__name__,
        ) from error


def _keep_warm(procedure: Procedure, instance: Instance, live: engine.Instance | None) -> None:
    if live is not None and not live.ended:
        procedure.live.give(instance.case_id, head=instance.head, instance=live)


def _advance(instance: Instance, step: engine.Step | None, unit: WorkflowUnit) -> bool:
    """Move the case to the stage the engine is in; True when that is another one."""
    if step is None:
        return False
    stage = step.active[-1] if step.active else instance.stage
    changed, instance.stage = stage != instance.stage, stage
    if step.ended:
        instance.end(step.outcome or "unknown", now=unit.now)
    return changed


def _append(unit: WorkflowUnit, law: Law, instance: Instance, given: Input, taken: Taken) -> None:
    delta = taken.step.delta if taken.step else None
    instance.sequence += 1
    body = canonical(
        {
            "case_id": str(instance.case_id),
            "sequence": instance.sequence,
            "entered_at": unit.now.isoformat(),
            "cause": {"kind": given.cause.kind, "actor": given.cause.actor, **given.cause.about},
            "answers": given.answers,
            "texts": _keep_texts(unit, instance.case_id, given.texts),
            "facts": [fact_data(found) for found in taken.facts],
            "deadlines": [{"event": change.event, **change.as_data()} for change in taken.deadlines],
            "tasks": [{"event": change.event, **change.as_data()} for change in taken.tasks],
            "stage": instance.stage,
            "outcome": instance.outcome,
            "versions": {
                "definition": instance.definition,
                "form": given.completed.form if given.completed else None,
                "rules": law.rules.version,
                "calendar": law.calendar.version,
            },
            "delta_sha256": None if delta is None else digest_of(delta),
        }
    )
    previous, instance.head = instance.head, chained(instance.head, body)
    unit.journal.append(
        Entry(instance.case_id, instance.sequence, unit.now, body, delta, previous, instance.head)
    )


def _keep_texts(unit: WorkflowUnit, case_id: UUID, texts: Mapping[str, str]) -> dict[str, str]:
    digests = {}
    for name, words in texts.items():
        salt = secrets.token_hex(16)
        digests[name] = salted_digest(salt, words)
        unit.journal.keep_words(case_id, digest=digests[name], salt=salt, words=words)
    return digests


def fact_data(recorded: RecordedFact) -> dict[str, Any]:
    """A recorded fact as events and the journal carry it."""
    time = recorded.fact.time
    return {
        "case_id": str(recorded.case_id),
        "fact_id": str(recorded.id),
        "kind": recorded.fact.kind.value,
        "at": None if time.at is None else time.at.isoformat(),
        "precision": time.precision.value,
        "document": recorded.fact.document,
    }


def _publish(unit: WorkflowUnit, instance: Instance, given: Input, taken: Taken) -> None:
    case_id = str(instance.case_id)

    told: list[tuple[str, Mapping[str, Any]]] = []

    def tell(kind: str, data: Mapping[str, Any]) -> None:
        told.append((kind, data))

    for found in taken.facts:
        tell("fact.recorded", fact_data(found))
    for deadline in taken.deadlines:
        tell(deadline.event, deadline.as_data())
    for task in taken.tasks:
        answered = {"decision": given.answers.get("decision"), "actor": given.cause.actor}
        tell(task.event, {**task.as_data(), **(answered if task.event == "task.completed" else {})})
    if taken.stage_changed:
        tell("process.advanced", {"case_id": case_id, "stage": instance.stage})
    if taken.step is not None and taken.step.ended:
        tell("process.ended", {"case_id": case_id, "outcome": instance.outcome})
    unit.outbox.add_all(told, subject=case_id, at=unit.now)
