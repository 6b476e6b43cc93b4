"""Mend the data on which a stuck case failed, and try again in the same unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.errors import WrongStateError
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.incidents import Again, StuckCase, release, try_again
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import take_step
from workflow.actions.variables import refuse_unfit
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit


def repair_case(
    unit: WorkflowUnit,
    procedure: Procedure,
    stuck: StuckCase,
    again: Again,
    *,
    variables: Mapping[str, Any],
    reason: str,
    officer: Officer,
) -> Instance:
    """Replace these variables where the failed element read them: a step of its own, and then what failed once more.

    Both stand or fall together. A case that fails again stays as it was, with the incident that it had.
    """
    instance, incident = stuck.instance, stuck.incident
    if not incident.places:
        raise WrongStateError(
            "Nothing came before the step that failed, so there is no data to mend. Deploy a mended version of the "
            "procedure, or cancel the case.",
            id="Tidak ada langkah sebelum kegagalan ini, sehingga tidak ada data untuk diperbaiki. Pasang versi "
            "prosedur yang sudah diperbaiki, atau batalkan perkara ini.",
            field="state",
            rule="nothing-to-mend",
        )
    refuse_unfit(procedure.version(instance.definition, unit.definitions), variables)
    release(unit, stuck, officer=officer)
    about = {
        "incident_id": str(incident.id),
        "element": incident.element,
        "variables": sorted(variables),
    }
    given = Input(cause=Cause("case.repaired", officer.id, about), texts={"reason": reason})

    def mend(live: engine.Instance, limits: PassedLimits) -> engine.Step:
        return live.repair(incident.places, variables, now=unit.now, deadlines=limits)

    take_step(unit, procedure, instance, given, mend)
    return try_again(unit, procedure, stuck, again, officer=officer)
