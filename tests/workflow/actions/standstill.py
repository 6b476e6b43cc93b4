"""Cases that stand still: stuck in a step, and what coordinators do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.workflow.builders import CaseBench, an_officer, expecting
from tests.workflow.procedures import Files
from workflow.actions.cancellation import cancel_case
from workflow.actions.deploy import deploy
from workflow.actions.incidents import note_incident, stuck_case
from workflow.actions.intervening import case_to_cancel, case_to_intervene
from workflow.actions.moving import move_case
from workflow.actions.repair import repair_case
from workflow.actions.suspension import resume_case, suspend_case
from workflow.domain.incident import CaseStuckError
from workflow.domain.officer import Officer, Role
from workflow.messages.consumed import handled_again
from workflow.storage.unit import WorkflowUnit

COORDINATOR = an_officer(id="coordinator", roles=frozenset({Role.COORDINATOR}))
WHY = "salah isi"


def put(bench: CaseBench, files: Files) -> None:
    """In force from now on."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, files)


def gets_stuck(bench: CaseBench, act: Callable[[], object]) -> CaseStuckError:
    """What this fails on, put on record as the edge does it."""
    with pytest.raises(CaseStuckError) as stuck:
        act()
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        note_incident(unit, bench.procedure, stuck.value)
    return stuck.value


def repair(bench: CaseBench, case_id: UUID, *, officer: Officer = COORDINATOR, **variables: Any) -> None:
    at = expecting(bench.instance(case_id).sequence)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        stuck = stuck_case(unit, case_id, officer=officer, expected=at)
        again = handled_again(bench.procedure)
        repair_case(unit, bench.procedure, stuck, again, variables=variables, reason=WHY, officer=officer)


def suspend(bench: CaseBench, case_id: UUID, *, officer: Officer = COORDINATOR) -> None:
    at = expecting(bench.instance(case_id).sequence)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer, expected=at)
        suspend_case(unit, bench.procedure, instance, reason=WHY, officer=officer)


def resume(bench: CaseBench, case_id: UUID, *, officer: Officer = COORDINATOR) -> None:
    at = expecting(bench.instance(case_id).sequence)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer, expected=at)
        again = handled_again(bench.procedure)
        resume_case(unit, bench.procedure, instance, again, reason=WHY, officer=officer)


def cancel(bench: CaseBench, case_id: UUID, *, officer: Officer = COORDINATOR) -> None:
    at = expecting(bench.instance(case_id).sequence)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = case_to_cancel(unit, case_id, officer=officer, expected=at)
        cancel_case(unit, bench.procedure, instance, reason=WHY, officer=officer)


def bodies(bench: CaseBench, case_id: UUID) -> list[dict[str, Any]]:
    """The journal as it reads."""
    return [json.loads(entry.body) for entry in bench.journal(case_id)]


def causes(bench: CaseBench, case_id: UUID) -> list[str]:
    return [body["cause"]["kind"] for body in bodies(bench, case_id)]


def move(bench: CaseBench, case_id: UUID, to: int, *, officer: Officer = COORDINATOR) -> None:
    """Back to the task that this entry completed."""
    at = expecting(bench.instance(case_id).sequence)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = case_to_intervene(unit, case_id, officer=officer, expected=at)
        move_case(unit, bench.procedure, instance, to=to, reason=WHY, officer=officer)


def completion_of(bench: CaseBench, case_id: UUID, task: str) -> int:
    """The newest entry that completed a task of this name."""
    done = [body for body in bodies(bench, case_id) if body["cause"].get("task") == task]
    return max(int(body["sequence"]) for body in done if body["cause"]["kind"] == "task.completed")


def coordinator_of(agency: str) -> Officer:
    """Of another agency at the same office."""
    return an_officer(agency, id=f"{agency}-coordinator", roles=frozenset({Role.COORDINATOR}))
