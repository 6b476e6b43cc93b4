"""Hold a case, and let it go on. The law does not stop: its limits run, and their alerts go out meanwhile."""

from __future__ import annotations

from workflow.actions.incidents import Again, fire, take_held
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import record, take_step
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit


def suspend_case(
    unit: WorkflowUnit, procedure: Procedure, instance: Instance, *, reason: str, officer: Officer
) -> Instance:
    """From now on no task is completed, no timer fires and no BPMN message moves it; facts are still entered."""
    instance.suspend()
    cause = Cause("case.suspended", officer.id, {})
    record(unit, procedure, instance, Input(cause=cause, texts={"reason": reason}))
    _tell(unit, instance, "process.suspended", officer)
    return instance


def resume_case(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    again: Again,
    *,
    reason: str,
    officer: Officer,
) -> Instance:
    """What became due fires now, and then what came meanwhile is handled, in its order."""
    instance.resume()
    given = Input(cause=Cause("case.resumed", officer.id, {}), texts={"reason": reason})
    take_step(unit, procedure, instance, given, lambda live, limits: fire(unit, live, limits))
    _tell(unit, instance, "process.resumed", officer)
    return take_held(unit, procedure, instance.case_id, again)


def _tell(unit: WorkflowUnit, instance: Instance, kind: str, officer: Officer) -> None:
    case_id = str(instance.case_id)
    data = {"case_id": case_id, "office": instance.office, "actor": officer.id}
    unit.outbox.add(kind, subject=case_id, data=data, at=unit.now)
