"""When the procedure cannot take a step: the case waits with the reason on record, until a coordinator tries again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid5

from chassis.errors import NotAllowedError, WrongStateError
from chassis.preconditions import Precondition
from workflow import engine
from workflow.actions.cases import SYSTEM, must_lock, visible_case
from workflow.actions.clocks import PassedLimits
from workflow.actions.procedure import Procedure
from workflow.actions.steps import Input, record, take_step
from workflow.domain.access import may_retry
from workflow.domain.incident import CaseStuckError, Incident
from workflow.domain.instance import Instance, InstanceState
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
    tried again; officers' answers are not, they send theirs again.
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
    )
    unit.incidents.raise_(incident)
    instance.state = InstanceState.INCIDENT
    record(unit, procedure, instance, Input(cause=Cause("process.stuck", SYSTEM, incident.as_data())))
    told = {"case_id": str(instance.case_id), "office": instance.office, "element": incident.element}
    data = {**told, "incident_id": str(incident.id), "during": incident.during}
    unit.outbox.add("process.stuck", subject=str(instance.case_id), data=data, at=unit.now)


def hold_if_stuck(
    unit: WorkflowUnit,
    procedure: Procedure,
    case_id: UUID,
    event: Mapping[str, Any],
    *,
    about: Mapping[str, Any],
) -> bool:
    """Keep an event of a stuck case until it goes on; False when the case takes it now."""
    instance = unit.instances.lock(case_id)
    if instance is None or instance.state is not InstanceState.INCIDENT:
        return False
    unit.incidents.hold(case_id, event)
    record(unit, procedure, instance, Input(cause=Cause("event.held", SYSTEM, about)))
    return True


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
    if not may_retry(officer, visible_case(unit, case_id, officer=officer)):
        raise NotAllowedError(
            "Only coordinators within reach of a case have it tried again. Ask yours.",
            id="Hanya koordinator dalam jangkauan perkara yang dapat mencobanya lagi. Hubungi koordinator Anda.",
            rule="role",
        )
    instance = must_lock(unit, case_id)
    expected.check(instance.sequence)
    incident = unit.incidents.open_of(case_id)
    if incident is None:
        raise WrongStateError(
            "The case is not stuck; there is nothing to try again.",
            id="Perkara ini tidak berhenti; tidak ada yang perlu dicoba lagi.",
            field="state",
        )
    unit.incidents.resolve(incident, by=officer.id, now=unit.now)
    instance.state = InstanceState.RUNNING
    about = {"incident_id": str(incident.id)}
    given = Input(cause=Cause("case.retried", officer.id, about))
    if incident.event is None:
        take_step(unit, procedure, instance, given, lambda live, limits: _fire(unit, live, limits))
    else:
        record(unit, procedure, instance, given)
        again(unit, incident.event)
    for held in unit.incidents.take_held(case_id):
        again(unit, held)
    return must_lock(unit, case_id)


def _fire(unit: WorkflowUnit, live: engine.Instance, limits: PassedLimits) -> engine.Step | None:
    return live.fire_timers(now=unit.now, deadlines=limits)
