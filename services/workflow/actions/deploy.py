"""Put a version of the procedure in force: new cases get it, running ones stay on theirs, all get its law."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from chassis.errors import FieldProblem, NotAllowedError
from chassis.logs import log
from workflow.actions.cases import SYSTEM
from workflow.actions.procedure import version_name
from workflow.actions.procedure_check import Fault, faults_of
from workflow.domain.access import may_deploy
from workflow.domain.errors import ProcedureRefusedError
from workflow.domain.law import RULES_FILE, law_of
from workflow.domain.officer import Officer
from workflow.domain.rule_file import rules_from
from workflow.domain.rules import RuleTable
from workflow.storage.definitions import Deployment
from workflow.storage.unit import WorkflowUnit


def deploy(unit: WorkflowUnit, files: Mapping[str, str], *, by: str = SYSTEM) -> Deployment:
    """Store these files and put them in force, or raise ProcedureRefusedError naming every fault in them.

    Where they bring other rules or another calendar, the recomputation of open deadlines is put on the list.
    """
    unit.definitions.alone()
    before = unit.definitions.in_force()
    faults = faults_of(files, in_force=None if before is None else _rules_of(unit, before))
    if faults:
        raise _refused(faults)
    version = version_name(files)
    unit.definitions.keep(version, files, now=unit.now)
    return _put_in_force(unit, version, files, before, by=by)


def deploy_shipped(unit: WorkflowUnit, files: Mapping[str, str]) -> Deployment:
    """What a release does with the procedure that it brings: put it in force once, and never again over another.

    A release may also bring a newer edition of the public holidays, which makes it another calendar.
    """
    unit.definitions.alone()
    before = unit.definitions.in_force()
    if before is None or not unit.definitions.known(version_name(files)):
        return deploy(unit, files)
    return _put_in_force(unit, before.version, unit.definitions.files(before.version), before, by=SYSTEM)


def must_deploy(officer: Officer) -> None:
    """Raises NotAllowedError for everybody but the administrators of a national office."""
    if not may_deploy(officer):
        raise NotAllowedError(
            "Only administrators of a national office deploy the procedure. Send it to yours.",
            id="Hanya administrator kantor nasional yang memasang prosedur. Kirimkan kepada administrator tersebut.",
            rule="role",
        )


def _put_in_force(
    unit: WorkflowUnit, version: str, files: Mapping[str, str], before: Deployment | None, *, by: str
) -> Deployment:
    law = law_of(files)
    rules, calendar = law.rules.version, law.calendar.version
    if before is not None and (before.version, before.rules, before.calendar) == (version, rules, calendar):
        return before
    deployed = unit.definitions.put_in_force(version, rules=rules, calendar=calendar, by=by, now=unit.now)
    log.info("procedure_deployed", version=version, rules=rules, calendar=calendar, by=by)
    if before is not None and (before.rules, before.calendar) != (rules, calendar):
        unit.recomputations.request(deployed, before, now=unit.now)
    return deployed


def _rules_of(unit: WorkflowUnit, deployment: Deployment) -> RuleTable:
    text = unit.definitions.files(deployment.version)[RULES_FILE]
    return rules_from(text.encode(), PurePath(RULES_FILE))


def _refused(faults: tuple[Fault, ...]) -> ProcedureRefusedError:
    return ProcedureRefusedError(
        f"The procedure has {len(faults)} faults and nothing of it was stored. Mend what errors names, "
        "file by file, and deploy it again.",
        id=f"Prosedur ini memuat {len(faults)} kesalahan dan tidak ada yang tersimpan. Perbaiki yang disebut dalam "
        "errors, berkas demi berkas, lalu pasang lagi.",
        fields=tuple(
            FieldProblem(fault.place, fault.reason, fault.sentence_id, fault.rule) for fault in faults
        ),
    )
