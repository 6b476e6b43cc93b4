"""Whom a task can be given to: members on the roster of its agency who may work on it."""

from __future__ import annotations

from chassis.errors import InvalidInputError
from workflow.domain.access import may_work_on
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit


def refuse_stranger(unit: WorkflowUnit, task: HumanTask, member_id: str) -> None:
    """Raises InvalidInputError for somebody whom no roster names, or who could not work on this task."""
    member = unit.members.get(member_id)
    if member is None or member.agency != task.agency:
        raise InvalidInputError(
            f"{member_id!r} is no member of {task.agency} on the roster. Use an id of /v1/tasks/{{id}}/candidates.",
            id=f"{member_id!r} bukan anggota {task.agency} dalam daftar. Pakai id dari /v1/tasks/{{id}}/candidates.",
            field="assignee",
            rule="assignee-is-a-member",
        )
    officer = member.as_officer()
    if officer is None or not may_work_on(officer, task):
        raise InvalidInputError(
            f"{member_id!r} cannot work on this task: the roster gives an office that does not reach it, or a role "
            "that may not. Use an id of /v1/tasks/{id}/candidates.",
            id=f"{member_id!r} tidak dapat mengerjakan tugas ini: menurut daftar anggota, kantor atau perannya tidak "
            "menjangkaunya. Pakai id dari /v1/tasks/{id}/candidates.",
            field="assignee",
            rule="assignee-may-work",
        )
