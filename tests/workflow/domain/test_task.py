from __future__ import annotations

from functools import partial

import pytest

from chassis.errors import WrongStateError
from tests.workflow.builders import MONDAY, a_task, an_officer
from workflow.domain.task import NEXT_STEP, TaskState

ME, OTHER = an_officer(), an_officer(id="other")


def test_a_task_is_taken_given_back_and_done() -> None:
    task = a_task()
    task.claim(ME)
    assert (task.state, task.assignee, task.version) == (TaskState.CLAIMED, ME.id, 2)
    task.unclaim(ME)
    assert (task.state, task.assignee, task.version) == (TaskState.OPEN, None, 3)
    task.claim(OTHER)
    task.complete(OTHER, now=MONDAY)
    assert (task.state, task.assignee, task.version, task.closed_at) == (
        TaskState.COMPLETED,
        OTHER.id,
        5,
        MONDAY,
    )


def test_taking_what_one_holds_changes_nothing() -> None:
    task = a_task(state=TaskState.CLAIMED, assignee=ME.id)
    before = a_task(**vars(task))
    task.claim(ME)
    assert task == before


@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.CANCELLED])
def test_what_is_over_stays_over(state: TaskState) -> None:
    task = a_task(state=state, assignee=ME.id)
    for refused in (
        partial(task.claim, ME),
        partial(task.unclaim, ME),
        partial(task.complete, ME, now=MONDAY),
        partial(task.must_be_free_for, ME),
    ):
        with pytest.raises(WrongStateError) as error:
            refused()
        assert NEXT_STEP[state][0] in error.value.en
        assert NEXT_STEP[state][1] in error.value.id


def test_nobody_takes_or_ends_the_work_of_another() -> None:
    task = a_task(state=TaskState.CLAIMED, assignee=ME.id)
    for refused in (
        partial(task.claim, OTHER),
        partial(task.unclaim, OTHER),
        partial(task.complete, OTHER, now=MONDAY),
        partial(task.must_be_free_for, OTHER),
    ):
        with pytest.raises(WrongStateError):
            refused()
    assert task == a_task(**vars(task))


def test_a_limit_that_is_hung_on_a_task_is_no_new_version() -> None:
    task = a_task()
    task.due(safe_limit=MONDAY, legal_limit=MONDAY, working_limit=7)
    assert (task.due_at, task.version) == (MONDAY, 1)
