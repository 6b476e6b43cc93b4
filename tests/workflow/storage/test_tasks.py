"""Rows of tasks: what the newest step says of one is what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.workflow.builders import MONDAY, CaseBench, a_task
from workflow.domain.task import TaskState
from workflow.storage.unit import WorkflowUnit


def test_a_task_that_opens_anew_under_its_id_says_when_and_in_which_step(bench: CaseBench) -> None:
    cancelled = a_task(state=TaskState.CANCELLED, opened_in=3)
    bench.put(cancelled)
    anew = replace(
        cancelled, state=TaskState.OPEN, created_at=MONDAY + timedelta(days=2), closed_at=None, opened_in=7
    )
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        unit.tasks.save([anew])
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.tasks.get(cancelled.id) == anew
