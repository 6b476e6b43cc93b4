"""Begin the procedure of a case, and hand it what other services and officers report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import InvalidInputError, NotAllowedError, NotFoundError
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.procedure import MAIN_PROCESS, NoProcedureError, Procedure
from workflow.actions.step_record import Input, Taken
from workflow.actions.steps import first_step, record, take_step
from workflow.domain.access import may_record_for
from workflow.domain.facts import Fact
from workflow.domain.instance import Instance, InstanceState
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.domain.tracks import KINDS_OF_A_TRACK
from workflow.storage.unit import WorkflowUnit

SYSTEM = "system"


@dataclass(frozen=True)
class ReceivedCase:
    """What `workflow` keeps of a case that was filed: ids, codes and facts."""

    case_id: UUID
    intake_number: str
    regime: str
    origin: str
    office: str
    level: str
    confidentiality: int
    facts: Sequence[Fact]
    articles: Sequence[str] = ()


def start_case(unit: WorkflowUnit, procedure: Procedure, received: ReceivedCase, *, event_id: UUID) -> None:
    """Give a case its instance on the version of the procedure in force and take the first step.

    A case that got stuck in its first step has its instance already, and starts on the version in force now.
    """
    instance = unit.instances.lock(received.case_id) or enter_case(unit, received)
    instance.must_not_have_begun()
    instance.definition = _in_force(unit)
    unit.outbox.add(
        "process.started",
        subject=str(instance.case_id),
        data={"case_id": str(instance.case_id), "definition": instance.definition},
        at=unit.now,
    )
    version = procedure.version(instance.definition, unit.definitions)
    data = {"origin": received.origin, "regime": received.regime}
    given = Input(cause=Cause("case.received", SYSTEM, {"event_id": str(event_id)}), facts=received.facts)

    def begin(deadlines: PassedLimits) -> tuple[engine.Instance, engine.Step]:
        return engine.start(
            version.definition,
            MAIN_PROCESS,
            data,
            instance_id=instance.case_id,
            now=unit.now,
            deadlines=deadlines,
        )

    first_step(unit, procedure, instance, given, begin)


def enter_case(unit: WorkflowUnit, received: ReceivedCase) -> Instance:
    """The row of a new case, before any step; locked, as it is nobody else's yet."""
    instance = Instance(
        case_id=received.case_id,
        definition=_in_force(unit),
        regime=received.regime,
        origin=received.origin,
        office=received.office,
        level=received.level,
        confidentiality=received.confidentiality,
        intake_number=received.intake_number,
        started_at=unit.now,
        articles=list(received.articles),
    )
    unit.instances.add(instance)
    return instance


def _in_force(unit: WorkflowUnit) -> str:
    definition = unit.definitions.newest_held()
    if definition is None:
        raise NoProcedureError(NoProcedureError.__doc__)
    return definition


def number_allotted(
    unit: WorkflowUnit, procedure: Procedure, case_id: UUID, register_number: str, *, event_id: UUID
) -> None:
    """The case has its register number, so the procedure goes on; one that was cancelled meanwhile keeps it on record."""
    instance = must_lock(unit, case_id)
    instance.register_number = register_number
    about = {"event_id": str(event_id), "register_number": register_number}
    given = Input(cause=Cause("case.registered", SYSTEM, about))
    if instance.state is InstanceState.ENDED:
        record(unit, procedure, instance, given)
        return

    def receive(live: engine.Instance, deadlines: PassedLimits) -> engine.Step:
        return live.receive("case.registered", {}, now=unit.now, deadlines=deadlines)

    take_step(unit, procedure, instance, given, receive)


def note_acknowledgement(
    unit: WorkflowUnit, procedure: Procedure, case_id: UUID, about: Mapping[str, Any], *, recipient: str
) -> None:
    """The history shows who knew of an alert, and when."""
    instance = must_lock(unit, case_id)
    cause = Cause("notification.acknowledged", recipient, about)
    record(unit, procedure, instance, Input(cause=cause))


def case_to_record_for(unit: WorkflowUnit, case_id: UUID, *, officer: Officer) -> Instance:
    """The case, locked, when this officer may enter facts of it; refuses whatever no fact could mend."""
    instance = visible_case(unit, case_id, officer=officer)
    if not may_record_for(officer, instance):
        raise NotAllowedError(
            "Only officers and coordinators within reach of a case enter its facts; your role reads them.",
            id="Hanya petugas dan koordinator dalam jangkauan perkara yang mencatat faktanya; peran Anda membaca.",
            rule="role",
        )
    return must_lock(unit, case_id)


def record_fact(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    fact: Fact,
    *,
    track: UUID | None = None,
    officer: Officer,
) -> Taken:
    """Enter a fact of the case or of one suspect outside a task, or correct one.

    The newest of a kind supersedes in the case or in that track; nothing is edited.
    """
    if track is not None:
        _must_fit_track(unit, instance, fact, track)
    about = {"kind": fact.kind.value, "track": None if track is None else str(track)}
    given = Input(cause=Cause("fact.recorded", officer.id, about), facts=[fact], track=track)
    if instance.state is not InstanceState.RUNNING:
        return record(unit, procedure, instance, given)

    def fire(live: engine.Instance, deadlines: PassedLimits) -> engine.Step | None:
        return live.fire_timers(now=unit.now, deadlines=deadlines)

    return take_step(unit, procedure, instance, given, fire)


def _must_fit_track(unit: WorkflowUnit, instance: Instance, fact: Fact, track: UUID) -> None:
    if track not in unit.tracks.of_case(instance.case_id):
        raise InvalidInputError(
            "No suspect of this case has this track. Read the tracks at /v1/cases/{id}/process.",
            id="Tidak ada tersangka perkara ini dengan jalur tersebut. Lihat jalur pada /v1/cases/{id}/process.",
            field="track",
            rule="known-track",
        )
    if fact.kind not in KINDS_OF_A_TRACK:
        raise InvalidInputError(
            f"{fact.kind} happens to the whole case. Enter it without a track.",
            id=f"{fact.kind} terjadi pada seluruh perkara. Catat tanpa jalur tersangka.",
            field="track",
            rule="kind-of-track",
        )


def visible_case(unit: WorkflowUnit, case_id: UUID, *, officer: Officer) -> Instance:
    """The case's instance, or NotFoundError when this officer may not know of it."""
    instance = unit.instances.visible(case_id, officer)
    if instance is None:
        raise no_such_case()
    return instance


def must_lock(unit: WorkflowUnit, case_id: UUID) -> Instance:
    """The case's instance, locked for a step; NotFoundError when it has none."""
    instance = unit.instances.lock(case_id)
    if instance is None:
        raise no_such_case()
    return instance


def no_such_case() -> NotFoundError:
    """The same words whether it does not exist or may not be seen."""
    return NotFoundError(
        "There is no case with this id that you may see. Check the id, or ask the coordinator of its office.",
        id="Tidak ada perkara dengan id ini yang boleh Anda lihat. Periksa id, atau hubungi koordinator kantornya.",
        field="case_id",
    )
