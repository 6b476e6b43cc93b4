"""When the procedure cannot take a step: the case waits with the reason on record, until a coordinator tries again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from chassis.errors import WrongStateError
from chassis.preconditions import Precondition
from workflow import engine
from workflow.actions.cases import SYSTEM, must_lock
from workflow.actions.clocks import PassedLimits
from workflow.actions.intervening import case_to_intervene
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import record, take_step
from workflow.domain.incident import CaseStuckError, Incident
from workflow.domain.instance import WAITING, Instance, InstanceState
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit

Again = Callable[[WorkflowUnit, Mapping[str, Any]], None]
"""Does once more what a kept event asks for."""


def note_incident(
    unit: WorkflowUnit, procedure: Procedure, stuck: CaseStuckError, *, event: Mapping[str, Any] | None = None
) -> None:
    """Put on record why the case waits, after the failed step was rolled back.

    Nothing is noted when the case has gone on since: what failed then need not fail now. `event` is kept to be
    tried again; an officer's answers become the draft of the task, to be looked at and sent again.
    """
    instance = must_lock(unit, stuck.case_id)
    if instance.state is InstanceState.ENDED or instance.sequence != stuck.sequence:
        return
    before = unit.incidents.open_of(stuck.case_id)
    incident = Incident(
        id=uuid5(stuck.case_id, f"incident/{instance.sequence + 1}"),
        case_id=stuck.case_id,
        sequence=instance.sequence + 1,
        element=stuck.fault.element,
        expression=stuck.fault.expression,
        reason=stuck.fault.reason,
        data_keys=stuck.fault.data_keys,
        during=stuck.during,
        event=event or (before.event if before else None),
        raised_at=unit.now,
        places=stuck.fault.places,
    )
    unit.incidents.raise_(incident)
    instance.state = InstanceState.INCIDENT
    record(unit, procedure, instance, Input(cause=Cause("process.stuck", SYSTEM, incident.as_data())))
    if (unsent := stuck.unsent) is not None:
        draft = unit.drafts.of(unsent.task_id)
        unit.drafts.save(draft.replaced(unsent.answers, by=unsent.officer, now=unit.now))
    told = {"case_id": str(instance.case_id), "office": instance.office, "element": incident.element}
    data = {**told, "incident_id": str(incident.id), "during": incident.during}
    unit.outbox.add("process.stuck", subject=str(instance.case_id), data=data, at=unit.now)


def hold_if_waiting(
    unit: WorkflowUnit,
    procedure: Procedure,
    case_id: UUID,
    event: Mapping[str, Any],
    *,
    about: Mapping[str, Any],
) -> bool:
    """Keep an event of a stuck or suspended case until it goes on; False when the case takes it now."""
    instance = unit.instances.lock(case_id)
    if instance is None or instance.state not in WAITING:
        return False
    unit.incidents.hold(case_id, event)
    record(unit, procedure, instance, Input(cause=Cause("event.held", SYSTEM, about)))
    return True


@dataclass(frozen=True)
class StuckCase:
    """A case that waits, locked, and why."""

    instance: Instance
    incident: Incident


def stuck_case(unit: WorkflowUnit, case_id: UUID, *, officer: Officer, expected: Precondition) -> StuckCase:
    """A stuck case for one of its coordinators; refuses whatever no correction could mend."""
    instance = case_to_intervene(unit, case_id, officer=officer, expected=expected)
    incident = unit.incidents.open_of(case_id)
    if incident is None:
        raise WrongStateError(
            "The case is not stuck; there is nothing to try again.",
            id="Perkara ini tidak berhenti; tidak ada yang perlu dicoba lagi.",
            field="state",
        )
    return StuckCase(instance, incident)


def retry_case(
    unit: WorkflowUnit,
    procedure: Procedure,
    case_id: UUID,
    again: Again,
    *,
    officer: Officer,
    expected: Precondition,
) -> Instance:
    """Let a stuck case go on: the kept event is handled once more, what is due fires, and then what came meanwhile."""
    stuck = stuck_case(unit, case_id, officer=officer, expected=expected)
    release(unit, stuck, officer=officer)
    return try_again(unit, procedure, stuck, again, officer=officer)


def release(unit: WorkflowUnit, stuck: StuckCase, *, officer: Officer) -> None:
    """The case may take steps again; the incident stays on record."""
    unit.incidents.resolve(stuck.incident, by=officer.id, now=unit.now)
    stuck.instance.state = InstanceState.RUNNING


def try_again(
    unit: WorkflowUnit, procedure: Procedure, stuck: StuckCase, again: Again, *, officer: Officer
) -> Instance:
    """What failed, once more; an officer's answers wait as a draft, and nobody sends them in their place."""
    instance, incident = stuck.instance, stuck.incident
    given = Input(cause=Cause("case.retried", officer.id, {"incident_id": str(incident.id)}))
    if incident.event is None:
        take_step(unit, procedure, instance, given, lambda live, limits: fire(unit, live, limits))
    else:
        record(unit, procedure, instance, given)
        again(unit, incident.event)
    return take_held(unit, procedure, instance.case_id, again)


def take_held(unit: WorkflowUnit, procedure: Procedure, case_id: UUID, again: Again) -> Instance:
    """What came while the case waited, in its order; one that gets it stuck waits on with all that follow."""
    waiting = deque(unit.incidents.take_held(case_id))
    while waiting:
        event = waiting.popleft()
        try:
            with unit.session.begin_nested():
                again(unit, event)
        except CaseStuckError as stuck:
            note_incident(unit, procedure, stuck, event=event)
            for later in waiting:
                unit.incidents.hold(case_id, later)
            break
    return must_lock(unit, case_id)


def fire(unit: WorkflowUnit, live: engine.Instance, limits: PassedLimits) -> engine.Step | None:
    """What is due by now."""
    return live.fire_timers(now=unit.now, deadlines=limits)
