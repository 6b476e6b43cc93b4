"""A coordinator's desk: members on the roster, and what is done to tasks short of completing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.workflow.builders import KARAWANG, CaseBench, an_officer, expecting
from workflow.api.task_acts import ACTS, Asked
from workflow.domain.member import Member
from workflow.domain.officer import Officer, Role
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit

COORDINATOR = an_officer(id="bawaslu-coordinator", roles=frozenset({Role.COORDINATOR}))
ME = "bawaslu-karawang"


def appoint(
    bench: CaseBench,
    *members: str,
    agency: str = "bawaslu",
    office: str | None = KARAWANG,
    roles: tuple[str, ...] = ("officer",),
) -> None:
    """Members of one agency at one office, on the roster from now on."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        for member in members:
            unit.members.note(Member(member, agency, office, roles), appointed_at=unit.now)


def stored(bench: CaseBench, task_id: UUID) -> HumanTask:
    """The task as it is now, whatever its state."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        found = unit.tasks.get(task_id)
    assert found is not None
    return found


def act(bench: CaseBench, verb: str, task: HumanTask, *, by: Officer | None = None, **said: Any) -> HumanTask:
    """What `/v1/tasks/{id}/{verb}` does for this officer on the present version."""
    version = stored(bench, task.id).version
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        asked = Asked(
            unit, bench.procedure, task.id, by or an_officer(), expecting(version), lambda: dict(said)
        )
        found = ACTS[verb](asked)
    assert isinstance(found, HumanTask)
    return found
