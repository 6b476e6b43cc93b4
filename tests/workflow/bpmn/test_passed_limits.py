"""What happens in the drawings when a legal limit passes."""

from collections.abc import Callable

import pytest

from tests.workflow.bpmn.plain_run import PlainRun
from tests.workflow.bpmn.routes import (
    ended_out_of_time,
    explained,
    file_checked,
    file_made,
    handed_over,
    in_second_discussion,
    registered,
    to_be_forwarded,
    under_investigation,
)

PLACES: dict[str, tuple[str, Callable[[], PlainRun]]] = {
    "discussion_2": ("discussion_2", in_second_discussion),
    "forwarding": ("forwarding", to_be_forwarded),
    "police_investigation": ("investigation", under_investigation),
    "file_transfer": ("investigation", file_made),
    "resubmission": ("resubmission", lambda: file_checked("returned")),
    "hand_over": ("hand_over", lambda: file_checked("complete")),
    "court_transfer": ("court_transfer", handed_over),
}


def at(task: str) -> tuple[PlainRun, str]:
    limit, drive = PLACES[task]
    return drive(), limit


@pytest.mark.parametrize("task", PLACES)
def test_a_passed_limit_asks_for_a_reason_and_leaves_the_task_open(task: str) -> None:
    run, limit = at(task)
    assert run.open_tasks == {task}
    assert run.pass_limit(limit).open_tasks == {task, f"limit_passed_{task}"}


@pytest.mark.parametrize("task", PLACES)
def test_a_reason_lets_the_task_go_on_and_is_not_asked_twice(task: str) -> None:
    run, limit = at(task)
    assert explained(run, limit, task).open_tasks == {task}
    assert run.pass_limit(limit).open_tasks == {task}


@pytest.mark.parametrize("task", PLACES)
def test_ending_the_case_withdraws_the_task_and_the_outcome_is_expired(task: str) -> None:
    run, limit = at(task)
    ended_out_of_time(run, limit, task)
    assert run.open_tasks == set()
    assert run.ended
    assert run.data["outcome"] == "expired"


def test_a_limit_that_passed_earlier_asks_as_soon_as_its_task_opens() -> None:
    run = registered().pass_limit("discussion_2")
    assert run.open_tasks == {"discussion_1"}
    assert in_second_discussion(run).open_tasks == {"discussion_2", "limit_passed_discussion_2"}


def test_a_limit_of_another_task_wakes_nothing() -> None:
    assert in_second_discussion().pass_limit("forwarding").open_tasks == {"discussion_2"}


def test_an_open_explanation_does_not_hold_the_case_up() -> None:
    run = in_second_discussion().pass_limit("discussion_2")
    run.answer("discussion_2", discussion_2_decision="crime").answer("plenary", plenary_decision="forward")
    assert run.open_tasks == {"forwarding", "limit_passed_discussion_2"}
    assert run.answer("forwarding").open_tasks == {"police_report"}


def test_the_case_can_still_be_ended_after_the_late_task_is_done() -> None:
    run = (
        in_second_discussion()
        .pass_limit("discussion_2")
        .answer("discussion_2", discussion_2_decision="crime")
    )
    run.answer("limit_passed_discussion_2", limit_decision="end")
    assert run.ended
    assert run.data["outcome"] == "expired"


def test_stopping_the_case_withdraws_an_open_explanation() -> None:
    run = in_second_discussion().pass_limit("discussion_2")
    run.answer("discussion_2", discussion_2_decision="not_crime")
    assert run.ended
    assert run.data["outcome"] == "stopped"


def test_what_a_limit_branch_decided_stays_in_that_branch() -> None:
    run = explained(in_second_discussion(), "discussion_2", "discussion_2")
    run.answer("discussion_2", discussion_2_decision="not_crime")
    assert "limit_decision" not in run.data


def test_two_explanations_are_open_side_by_side_and_answered_apart() -> None:
    run = under_investigation().pass_limit("investigation")
    run.answer("police_investigation", police_investigation_decision="file").answer("discussion_3")
    both = {"limit_passed_police_investigation", "limit_passed_file_transfer"}
    assert run.open_tasks == {"file_transfer", *both}
    run.answer("limit_passed_police_investigation", limit_decision="continue")
    run.answer("limit_passed_file_transfer", limit_decision="end")
    assert run.data["outcome"] == "expired"
