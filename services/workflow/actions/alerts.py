"""What time itself does to a case: reminders before a safe limit, and the passing of a legal one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chassis.outbox import Told
from workflow import engine
from workflow.actions.cases import SYSTEM
from workflow.actions.clocks import DeadlineChange, PassedLimits, has_passed, next_alert
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import take_step
from workflow.domain.instance import InstanceState
from workflow.domain.journal import Cause
from workflow.domain.law import Law
from workflow.domain.rules import Regime
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit


def give_reminders(unit: WorkflowUnit, procedure: Procedure, *, batch: int) -> int:
    """Tell of limits that come near, many cases in one unit: it moves no token. Returns how many were told of."""
    claimed = unit.alerts.claim_reminders(unit.now, batch=batch)
    if not claimed:
        return 0
    law = procedure.law(unit.definitions)
    for due in claimed:
        _move(law, Regime(due.regime), due.deadline, now=unit.now)
    deadlines = [due.deadline for due in claimed]
    unit.alerts.move(deadlines)
    changes = [DeadlineChange("deadline.approaching", deadline) for deadline in deadlines]
    told = [Told(change.event, str(change.deadline.case_id), change.as_data()) for change in changes]
    unit.outbox.add_many(told, at=unit.now)
    return len(claimed)


def give_alerts(unit: WorkflowUnit, procedure: Procedure, case_id: UUID) -> None:
    """Everything that is due in one case, in one unit; nothing while somebody else takes a step of it."""
    instance = unit.instances.lock_idle(case_id)
    if instance is None:
        return
    deadlines, law = unit.deadlines.of_case(case_id), procedure.law(unit.definitions)
    due = [found for found in deadlines if found.next_alert_at and found.next_alert_at <= unit.now]
    missed = [found for found in due if has_passed(found, now=unit.now)]
    for deadline in due:
        _alert(unit, law, Regime(instance.regime), deadline, missed=deadline in missed)
    if missed and instance.state is InstanceState.RUNNING:
        about = {"deadlines": [{"rule": found.rule, "deadline_id": str(found.id)} for found in missed]}

        def fire(live: engine.Instance, limits: PassedLimits) -> engine.Step | None:
            return live.fire_timers(now=unit.now, deadlines=limits)

        take_step(unit, procedure, instance, Input(cause=Cause("deadline.missed", SYSTEM, about)), fire)


def _alert(unit: WorkflowUnit, law: Law, regime: Regime, deadline: Deadline, *, missed: bool) -> None:
    if missed:
        deadline.missed_at = unit.now
    _move(law, regime, deadline, now=unit.now)
    unit.deadlines.alerted(deadline)
    change = DeadlineChange("deadline.missed" if missed else "deadline.approaching", deadline)
    unit.outbox.add(change.event, subject=str(deadline.case_id), data=change.as_data(), at=unit.now)


def _move(law: Law, regime: Regime, deadline: Deadline, *, now: datetime) -> None:
    """To the next rung of the rule's ladder."""
    reminders = law.rules.versions(regime, deadline.rule)[0].reminders
    deadline.next_alert_at = next_alert(deadline, reminders, after=now)
