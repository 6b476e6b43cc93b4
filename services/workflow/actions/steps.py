"""One step of a case: facts, deadlines, the engine, the journal, the inbox and the events, together or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from chassis.errors import WrongStateError
from chassis.logs import log
from workflow import engine
from workflow.actions.clocks import PassedLimits, recompute
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input, Taken, next_entry, told_by
from workflow.actions.taskboard import TRACK_VARIABLE, TaskChange, follow
from workflow.domain.calendar import Calendar
from workflow.domain.incident import CaseStuckError, Fault
from workflow.domain.instance import Instance, InstanceState, ProcedureFaultError
from workflow.domain.journal import salted_digest
from workflow.domain.stages import furthest_stage
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


def _keep_texts(unit: WorkflowUnit, case_id: UUID, texts: Mapping[str, str]) -> dict[str, str]:
    digests = {}
    for name, words in texts.items():
        salt = secrets.token_hex(16)
        digests[name] = salted_digest(salt, words)
        unit.journal.keep_words(case_id, digest=digests[name], salt=salt, words=words)
    return digests
