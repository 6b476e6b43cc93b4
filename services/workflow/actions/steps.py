"""One step of a case: facts, deadlines, the engine, the journal, the inbox and the events, together or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from chassis.canonical import canonical
from chassis.errors import WrongStateError
from chassis.logs import log
from chassis.outbox import Told
from workflow import engine
from workflow.actions.clocks import DeadlineChange, PassedLimits, recompute
from workflow.actions.procedure import Procedure
from workflow.actions.taskboard import TRACK_VARIABLE, TaskChange, follow
from workflow.domain.calendar import Calendar
from workflow.domain.facts import Fact
from workflow.domain.incident import CaseStuckError, Fault
from workflow.domain.instance import Instance, InstanceState, ProcedureFaultError
from workflow.domain.journal import Cause, Entry, chained, digest_of, salted_digest
from workflow.domain.law import Law
from workflow.domain.stages import furthest_stage
from workflow.domain.task import HumanTask
from workflow.domain.tracks import Track, TrackState, common_outcome
from workflow.storage.casework import Casework
from workflow.storage.facts import RecordedFact
from workflow.storage.unit import WorkflowUnit

STEPS_PER_SNAPSHOT = 50
TRACK_PROCESS = "suspect"
TRACK_OUTCOME = "suspect_outcome"
"""The process that a track runs, and the variable in which it says what it came to."""

Act = Callable[[engine.Instance, PassedLimits], "engine.Step | None"]
Move = Callable[[PassedLimits], "tuple[engine.Instance | None, engine.Step | None]"]


@dataclass(frozen=True, kw_only=True)
class Input:
    """What goes into a step besides the engine's own move; `about` and `answers` end up in the journal as they are.

    `facts` are the case's, or those of one suspect when `track` says whose.
    """

    cause: Cause
    facts: Sequence[Fact] = ()
    track: UUID | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    completed: HumanTask | None = None
    outcome: str | None = None
    """What a case comes to that ends here, whatever the procedure would have said."""
    changed_forms: Collection[str] = ()
    """Forms that ask for other things from here on: who has read one of them must read it again."""


@dataclass(frozen=True)
class Taken:
    """What a step did, for the events and the journal."""

    step: engine.Step | None
    facts: Sequence[RecordedFact]
    deadlines: Sequence[DeadlineChange]
    tasks: Sequence[TaskChange]
    ended_tracks: Sequence[Track]
    texts: Mapping[str, str]
    """The digest of each free text by the name of its field."""
    stage_changed: bool
    waiting: Sequence[HumanTask]
    """The tasks that are open after it."""

    def opened(self) -> list[HumanTask]:
        """The tasks that it opened."""
        return [change.task for change in self.tasks if change.event == "task.created"]


def take_step(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    given: Input,
    act: Act,
    *,
    work: Casework | None = None,
) -> Taken:
    """Take one step of a running case whose row the caller has locked; a refusal leaves nothing behind.

    `work` is what the caller has read of it since.
    """
    instance.must_run()
    version = procedure.version(instance.definition, unit.definitions)

    def move(limits: PassedLimits) -> tuple[engine.Instance, engine.Step | None]:
        live = procedure.live.take(
            instance.case_id, head=instance.head, definition=version.definition, journal=unit.journal
        )
        return live, act(live, limits)

    return first_step(unit, procedure, instance, given, move, work=work)


def waits_for(unit: WorkflowUnit, procedure: Procedure, instance: Instance, message: str) -> bool:
    """Whether the running case would take this BPMN message now."""
    if instance.state is not InstanceState.RUNNING:
        return False
    definition = procedure.version(instance.definition, unit.definitions).definition
    live = procedure.live.take(
        instance.case_id, head=instance.head, definition=definition, journal=unit.journal
    )
    procedure.live.give(instance.case_id, head=instance.head, instance=live)
    return message in live.waiting_messages()


def record(unit: WorkflowUnit, procedure: Procedure, instance: Instance, given: Input) -> Taken:
    """A step that moves no token: it enters the history, also of a case that has ended."""
    return first_step(unit, procedure, instance, given, lambda _: (None, None))


def first_step(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    given: Input,
    move: Move,
    *,
    work: Casework | None = None,
) -> Taken:
    """A step whose move also says which live instance it was; a case's first one makes it."""
    work = work or unit.casework.read(instance)
    law = procedure.law_named(work.in_force, unit.definitions)
    facts = _enter_facts(work, given, now=unit.now)
    deadlines = recompute(work, law, now=unit.now)
    limits = PassedLimits(work.deadlines.values(), now=unit.now)
    live, step = _moved(instance, given, move, limits)
    ended_tracks = _end_tracks(work, step, given, now=unit.now)
    stage_changed = _advance(work, step, given, now=unit.now)
    if ended_tracks or instance.state is InstanceState.ENDED:
        deadlines += recompute(work, law, now=unit.now)
    tasks = _follow(work, step, law.calendar, given, now=unit.now)
    texts = _keep_texts(unit, instance.case_id, given.texts)
    taken = Taken(step, facts, deadlines, tasks, ended_tracks, texts, stage_changed, work.open_tasks())
    entry = next_entry(instance, law, given, taken, now=unit.now)
    if live is not None and instance.sequence % STEPS_PER_SNAPSHOT == 0:
        unit.journal.keep_snapshot(instance.case_id, instance.sequence, live.snapshot())
    unit.casework.write([work], [entry], told_by(instance, given, taken), now=unit.now)
    _keep_warm(procedure, instance, live)
    return taken


def _enter_facts(work: Casework, given: Input, *, now: datetime) -> list[RecordedFact]:
    if not given.facts:
        return []
    work.facts.with_facts(given.facts, track=given.track).refuse_impossible(now=now)
    case_id, sequence = work.instance.case_id, work.instance.sequence + 1
    whose = "" if given.track is None else f"{given.track}/"
    recorded = [
        RecordedFact(
            id=uuid5(case_id, f"{sequence}/{whose}{fact.kind}"),
            case_id=case_id,
            fact=fact,
            entered_at=now,
            entered_by=given.cause.actor,
            sequence=sequence,
            track=given.track,
        )
        for fact in given.facts
    ]
    work.enter(recorded)
    return recorded


def _follow(
    work: Casework, step: engine.Step | None, calendar: Calendar, given: Input, *, now: datetime
) -> list[TaskChange]:
    """What became of the tasks of the case; the one that was completed comes first."""
    done = given.completed
    if done is None:
        return follow(work, step, calendar, changed_forms=given.changed_forms, now=now)
    work.tasks[done.id] = done
    return [TaskChange("task.completed", done), *follow(work, step, calendar, after=done, now=now)]


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
        fault = Fault(error.element, error.expression, error.reason, error.data_keys, error.places)
        raise CaseStuckError(
            instance.case_id, fault, during=given.cause.kind, sequence=instance.sequence
        ) from error
    except engine.MoveRefusedError:
        raise  # whoever moves a case says in whose words
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


def _end_tracks(work: Casework, step: engine.Step | None, given: Input, *, now: datetime) -> list[Track]:
    """The tracks whose call returned in this step, or that the end of the whole case leaves behind."""
    outcomes = {
        call.data[TRACK_VARIABLE]: call.data[TRACK_OUTCOME]
        for call in (step.returned if step else ())
        if call.process_id == TRACK_PROCESS
    }
    left_behind = given.outcome or ((step.outcome or "unknown") if step and step.ended else None)
    ended = []
    for track in work.tracks.values():
        outcome = outcomes.get(str(track.id), left_behind)
        if track.state is TrackState.RUNNING and outcome is not None:
            track.end(outcome, now=now)
            ended.append(track)
    return ended


def _advance(work: Casework, step: engine.Step | None, given: Input, *, now: datetime) -> bool:
    """Move the case to the stage the engine is in, or to its end; True when the stage is another one."""
    instance, before = work.instance, work.instance.stage
    if step is not None:
        instance.stage = furthest_stage(step.active, now_in=before)
    if given.outcome is not None:
        instance.end(given.outcome, now=now)
    elif step is not None and step.ended:
        of_suspects = common_outcome(work.tracks.values())
        instance.end(of_suspects or step.outcome or "unknown", now=now)
    return instance.stage != before


def next_entry(instance: Instance, law: Law, given: Input, taken: Taken, *, now: datetime) -> Entry:
    """The journal's entry of a step; the instance then stands at it."""
    delta = taken.step.delta if taken.step else None
    instance.sequence += 1
    body = canonical(
        {
            "case_id": str(instance.case_id),
            "sequence": instance.sequence,
            "entered_at": now.isoformat(),
            "cause": {"kind": given.cause.kind, "actor": given.cause.actor, **given.cause.about},
            "answers": given.answers,
            "texts": taken.texts,
            "facts": [fact_data(found) for found in taken.facts],
            "deadlines": [{"event": change.event, **change.as_data()} for change in taken.deadlines],
            "tasks": [{"event": change.event, **change.as_data()} for change in taken.tasks],
            "ended_tracks": [track_data(track) for track in taken.ended_tracks],
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
    return Entry(instance.case_id, instance.sequence, now, body, delta, previous, instance.head)


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
        "track": None if recorded.track is None else str(recorded.track),
        "fact_id": str(recorded.id),
        "kind": recorded.fact.kind.value,
        "at": None if time.at is None else time.at.isoformat(),
        "precision": time.precision.value,
        "document": recorded.fact.document,
    }


def track_data(track: Track) -> dict[str, Any]:
    """What a track came to, as events and the journal carry it."""
    return {"case_id": str(track.case_id), "track": str(track.id), "outcome": track.outcome}


def told_by(instance: Instance, given: Input, taken: Taken) -> list[Told]:
    """The events of a step, in the order in which they are told."""
    case_id = str(instance.case_id)
    told: list[tuple[str, Mapping[str, Any]]] = [
        *(("fact.recorded", fact_data(found)) for found in taken.facts),
        *((deadline.event, deadline.as_data()) for deadline in taken.deadlines),
    ]
    for task in taken.tasks:
        answered = {"decision": given.answers.get("decision"), "actor": given.cause.actor}
        told.append((task.event, {**task.as_data(), **(answered if task.event == "task.completed" else {})}))
    told += [("process.track_ended", track_data(track)) for track in taken.ended_tracks]
    if taken.stage_changed:
        told.append(("process.advanced", {"case_id": case_id, "stage": instance.stage}))
    if given.outcome is not None or (taken.step is not None and taken.step.ended):
        told.append(("process.ended", {"case_id": case_id, "outcome": instance.outcome}))
    return [Told(kind, case_id, data) for kind, data in told]
