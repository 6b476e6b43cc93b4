"""`/v1/tasks/bulk`: one change of many tasks, each in a unit of its own, so that no refusal undoes another's change.

A unit locks one case and commits before the next begins, so that two bulks never wait for each other in a
circle. The key's own unit stays open around them and commits the answer last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.errors import DomainError
from chassis.http import edge
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import Precondition, etag_of
from chassis.problems import Problem, problem_of_error
from workflow.api.bulk_schemas import BulkResultSchema, BulkSchema
from workflow.api.edge import officer, procedure
from workflow.api.incidents import note_stuck
from workflow.api.problems import problem_of_clock
from workflow.api.task_acts import ACTS, Asked
from workflow.domain.errors import LegalClockError
from workflow.domain.incident import CaseStuckError
from workflow.storage.unit import WorkflowUnit

DONE = 200

bulk = LateBodyBlueprint("bulk", __name__, url_prefix="/v1/tasks", description="One change of many tasks")


@dataclass(frozen=True)
class Change:
    """What is asked of every task alike."""

    action: str
    said: Mapping[str, Any]

    def of(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """How this task fared."""
        try:
            return _result(task, version=self._make(task))
        except CaseStuckError as stuck:
            note_stuck(stuck)
            return _result(task, problem=problem_of_error(stuck, edge().statuses))
        except DomainError as error:
            return _result(task, problem=problem_of_error(error, edge().statuses))
        except LegalClockError as error:
            return _result(task, problem=problem_of_clock(error))

    def _make(self, task: Mapping[str, Any]) -> int:
        expected = Precondition(frozenset({etag_of(task["version"])}))
        with edge().database.unit_of_work(WorkflowUnit) as unit:
            asked = Asked(unit, procedure(), task["id"], officer(), expected, lambda: self._told(task))
            return ACTS[self.action](asked).version

    def _told(self, task: Mapping[str, Any]) -> dict[str, Any]:
        if "answers" not in self.said:
            return dict(self.said)
        return {**self.said, "answers": {**self.said["answers"], **task.get("answers", {})}}


@bulk.post("/bulk")
@answered_once(WorkflowUnit)
@bulk.arguments(BulkSchema)
@bulk.response(200, BulkResultSchema)
def change_tasks(body: Body) -> dict[str, Any]:
    """One action on up to 200 tasks; each answers for itself, and a refused one does not hold up the others."""
    officer()  # whoever is no officer is told so once, not once a task
    asked = body()
    change = Change(asked["action"], asked["said"])
    items = [change.of(task) for task in asked["tasks"]]
    done = sum(item["status"] == DONE for item in items)
    return {"done": done, "refused": len(items) - done, "items": items}


def _result(
    task: Mapping[str, Any], *, version: int | None = None, problem: Problem | None = None
) -> dict[str, Any]:
    instance = f"/v1/tasks/{task['id']}"
    return {
        "id": task["id"],
        "status": DONE if problem is None else problem.status,
        "version": version,
        "problem": None if problem is None else problem.body(instance=instance),
    }
