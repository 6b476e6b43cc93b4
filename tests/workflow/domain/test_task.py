from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from chassis.errors import InvalidInputError, WrongStateError
from tests.workflow.builders import MONDAY, a_task, an_officer
from workflow.domain.officer import Role
from workflow.domain.task import NEXT_STEP, TAKES, HumanTask, TaskState

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


def test_a_delegated_task_goes_back_hand_by_hand() -> None:
    task = a_task(state=TaskState.CLAIMED, assignee="a")
    task.delegate("b")
    task.delegate("c")
    assert (task.assignee, task.delegators) == ("c", ["a", "b"])
    task.give_back()
    assert (task.assignee, task.delegators) == ("b", ["a"])
    task.give_back()
    assert (task.assignee, task.delegators, task.version) == ("a", [], 5)


@pytest.mark.parametrize("again", ["a", "b"])
def test_a_task_is_not_delegated_to_hands_it_came_through(again: str) -> None:
    task = a_task(state=TaskState.CLAIMED, assignee="b", delegators=["a"])
    with pytest.raises(InvalidInputError):
        task.refuse_circle(again)


CHANGES_OF_HANDS = (
    lambda task: task.assign("new"),
    lambda task: task.assign(None),
    lambda task: task.unclaim(ME),
    lambda task: task.move("32", "province", clock_office="32.15"),
)


@pytest.mark.parametrize("change", CHANGES_OF_HANDS)
def test_other_hands_are_not_bound_by_what_was_before(change: Callable[[HumanTask], None]) -> None:
    task = a_task(
        state=TaskState.CLAIMED,
        assignee=ME.id,
        delegators=["a"],
        follow_up_on=MONDAY.date(),
        follow_up_by=ME.id,
        returned_at=MONDAY,
    )
    change(task)
    assert (task.delegators, task.follow_up_on, task.follow_up_by, task.version) == ([], None, None, 2)
    assert task.returned_at == MONDAY  # the remarks are about the draft, which stays


def test_a_returned_task_is_in_sight_again() -> None:
    task = a_task(state=TaskState.CLAIMED, assignee=ME.id, follow_up_on=MONDAY.date(), follow_up_by=ME.id)
    task.return_to_holder(now=MONDAY)
    assert (task.assignee, task.follow_up_on, task.returned_at) == (ME.id, None, MONDAY)


@pytest.mark.parametrize("verb", TAKES)
def test_what_is_over_takes_no_verb(verb: str) -> None:
    for state in (TaskState.COMPLETED, TaskState.CANCELLED):
        with pytest.raises(WrongStateError):
            a_task(state=state, assignee=ME.id).must_take(verb)


def test_only_a_coordinator_puts_off_what_another_holds() -> None:
    task = a_task(state=TaskState.CLAIMED, assignee=ME.id)
    task.refuse_meddling(ME)
    task.refuse_meddling(an_officer(id="other", roles=frozenset({Role.COORDINATOR})))
    with pytest.raises(WrongStateError):
        task.refuse_meddling(OTHER)
