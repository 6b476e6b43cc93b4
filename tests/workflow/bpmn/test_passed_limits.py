"""What happens in the drawings when a legal limit passes."""

import pytest

from tests.workflow.bpmn.case_run import CaseRun
from tests.workflow.bpmn.routes import (
    PLACES,
    A,
    ended_out_of_time,
    explained,
    in_second_discussion,
    late,
    named,
    registered,
    under_investigation,
)


@pytest.mark.parametrize("task", PLACES)
def test_a_passed_limit_asks_for_a_reason_and_leaves_the_task_open(task: str) -> None:
    place = PLACES[task]
    before = place.drive().open_tasks(place.suspect)
    assert task in before
    assert late(task).open_tasks(place.suspect) == before | {f"limit_passed_{task}"}


@pytest.mark.parametrize("task", PLACES)
def test_a_reason_lets_the_task_go_on_and_is_not_asked_twice(task: str) -> None:
    place = PLACES[task]
    run, before = explained(task), place.drive().open_tasks(place.suspect)
    assert run.open_tasks(place.suspect) == before
    assert run.pass_limit(place.limit, place.suspect).open_tasks(place.suspect) == before


@pytest.mark.parametrize("task", PLACES)
def test_ending_withdraws_what_is_open_and_gives_the_outcome(task: str) -> None:
    run, place = ended_out_of_time(task), PLACES[task]
    assert run.all_open() == []
    assert run.ended
    said = run.data["outcome"] if place.suspect is None else run.track_outcomes[place.suspect]
    assert said == place.outcome


@pytest.mark.parametrize("task", [task for task, place in PLACES.items() if place.suspect])
def test_the_clock_of_the_case_says_nothing_about_a_suspect(task: str) -> None:
    run = PLACES[task].drive()
    before = run.open_tasks(A)
    assert run.pass_limit(PLACES[task].limit).open_tasks(A) == before


def late_in_the_second_discussion() -> CaseRun:
    return late("discussion_2")


def test_a_limit_that_passed_earlier_asks_as_soon_as_its_task_opens() -> None:
    run = registered().pass_limit("discussion_2")
    assert run.open_tasks() == {"discussion_1"}
    assert in_second_discussion(run).open_tasks() == {"discussion_2", "limit_passed_discussion_2"}


def test_a_limit_of_another_task_wakes_nothing() -> None:
    assert in_second_discussion().pass_limit("forwarding").open_tasks() == {"discussion_2"}


def test_an_open_explanation_does_not_hold_the_case_up() -> None:
    run = late_in_the_second_discussion().answer("discussion_2", decision="crime").sign()
    assert run.open_tasks() == {"plenary", "limit_passed_discussion_2"}
    assert run.answer("plenary", decision="forward").open_tasks() == {"forwarding"}


def test_the_case_can_still_be_ended_after_the_late_task_is_done() -> None:
    run = late_in_the_second_discussion().answer("discussion_2", decision="crime")
    run.answer("limit_passed_discussion_2", decision="end")
    assert run.ended
    assert run.data["outcome"] == "expired"


def test_ending_withdraws_open_signatures_too() -> None:
    run = late_in_the_second_discussion().answer("discussion_2", decision="crime")
    run.answer("signature_polri", stance="concurring").answer("limit_passed_discussion_2", decision="end")
    withdrawn = {closed.bpmn_id for closed in run.step.closed if not closed.completed}
    assert withdrawn == {"signature_bawaslu", "signature_kejaksaan"}


def test_what_a_limit_branch_decided_stays_in_that_branch() -> None:
    run = explained("police_investigation").answer("police_investigation", decision="sp3")
    assert "limit_decision" not in run.data


def test_two_explanations_are_open_side_by_side_and_answered_apart() -> None:
    run = named(under_investigation()).pass_limit("investigation", A)
    run.answer("suspect_examination", A, decision="wanted")
    both = {"limit_passed_suspect_examination", "limit_passed_suspect_wanted"}
    assert run.open_tasks(A) == {"suspect_wanted", *both}
    run.answer("limit_passed_suspect_examination", A, decision="continue")
    run.answer("limit_passed_suspect_wanted", A, decision="end")
    assert run.track_outcomes == {A: "expired"}
