"""Suggests whom to give a task to, from the roster, the history of the case and what everybody has in hand."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from workflow.actions.reached_tasks import WORKERS, visible_task
from workflow.domain.access import may_work_on
from workflow.domain.candidate import Candidate, ranked
from workflow.domain.member import offices_reaching
from workflow.domain.officer import Officer
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit

MOST_CANDIDATES = 100


def candidates_for(unit: WorkflowUnit, task_id: UUID, *, officer: Officer) -> list[Candidate]:
    """Members of the agency who may work on the task and do not hold it now, the best first."""
    task = visible_task(unit, task_id, officer=officer)
    WORKERS.check(officer, task)
    able = {member.id: member for member in _able(unit, task)}
    in_hand, of_case = unit.workload.in_hand(able.keys()), unit.workload.of_case(task.case_id)
    found = [
        Candidate(member.id, member.office, of_case.get(member.id, 0), in_hand.get(member.id, 0))
        for member in able.values()
    ]
    return ranked(found, office=task.office)[:MOST_CANDIDATES]


def _able(unit: WorkflowUnit, task: HumanTask) -> Iterator[Officer]:
    for member in unit.members.of_offices(task.agency, offices_reaching(task.office)):
        officer = member.as_officer()
        if officer is not None and officer.id != task.assignee and may_work_on(officer, task):
            yield officer
