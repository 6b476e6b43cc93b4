"""End a case for a reason that the procedure does not know: filed twice, filed by mistake, taken elsewhere."""

from __future__ import annotations

from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import record, take_step
from workflow.domain.instance import Instance, InstanceState
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit

CANCELLED = "cancelled"
"""The outcome of a case, and of each of its suspects still being handled, that was ended so."""


def cancel_case(
    unit: WorkflowUnit, procedure: Procedure, instance: Instance, *, reason: str, officer: Officer
) -> Instance:
    """Close its tasks, tracks and clocks for good; what was held for it is named in the journal and not handled."""
    instance.must_not_have_ended()
    incident = unit.incidents.open_of(instance.case_id)
    if incident is not None:
        unit.incidents.resolve(incident, by=officer.id, now=unit.now)
    held = [event["id"] for event in unit.incidents.take_held(instance.case_id)]
    about = {"stood_at": instance.stage, "was": instance.state, "held_events": held}
    given = Input(
        cause=Cause("case.cancelled", officer.id, about), texts={"reason": reason}, outcome=CANCELLED
    )
    if not unit.journal.has_begun(instance.case_id):  # it got stuck in its first step: nothing to stop
        record(unit, procedure, instance, given)
        return instance
    instance.state = InstanceState.RUNNING

    def stop(live: engine.Instance, limits: PassedLimits) -> engine.Step:
        return live.cancel(now=unit.now, deadlines=limits)

    take_step(unit, procedure, instance, given, stop)
    return instance
