"""Every path of the procedure, driven on bare SpiffWorkflow."""

import pytest

from tests.workflow.bpmn.drawings import DRAWINGS, user_tasks
from tests.workflow.bpmn.plain_run import PlainRun
from tests.workflow.bpmn.routes import ROUTES, file_checked, found, judged, received, registered, studied


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_ends_with_its_outcome_and_nothing_left_open(name: str) -> None:
    run = ROUTES[name].drive()
    assert run.data["outcome"] == ROUTES[name].outcome
    assert run.ended
    assert run.open_tasks == set()
    assert run.waiting_timers == 0


def test_the_routes_pass_through_every_sequence_flow() -> None:
    drawn = {(flow.get("sourceRef"), flow.get("targetRef")) for drawing in DRAWINGS for flow in drawing.flows}
    passed = set[tuple[str, str]]().union(*(route.drive().flows for route in ROUTES.values()))
    assert drawn - passed == set()


def test_the_routes_answer_every_human_task() -> None:
    answered = {source for route in ROUTES.values() for source, _ in route.drive().flows}
    assert user_tasks().keys() - answered == set()


@pytest.mark.parametrize("regime", ["pemilu", "pilkada"])
def test_both_regimes_use_the_same_drawings(regime: str) -> None:
    run = judged("convicted", "accept", file_checked("complete", registered(regime))).answer("execution")
    assert (run.data["regime"], run.data["outcome"]) == (regime, "convicted")


def test_a_finding_and_a_report_begin_differently_and_meet_at_registration() -> None:
    assert received("finding").open_tasks == {"finding_decision"}
    assert received("report").open_tasks == {"initial_study"}
    assert found("found").open_tasks == studied("complete").open_tasks == {"registration"}


def test_assessment_waits_until_the_register_number_is_allotted() -> None:
    run = studied("complete").answer("registration")
    assert run.open_tasks == set()
    assert not run.ended
    assert run.allot_number().open_tasks == {"discussion_1"}


def test_a_file_comes_back_once_at_most() -> None:
    run = file_checked("returned").answer("resubmission")
    run.answer("file_recheck", file_recheck_decision="not_complete")
    assert run.data["investigation_result"] == "expired"


def test_an_unforeseen_choice_is_an_error_and_no_silent_turn() -> None:
    with pytest.raises(Exception, match="No conditions satisfied"):
        studied("perhaps")


def test_an_origin_that_nobody_drew_is_an_error() -> None:
    with pytest.raises(Exception, match="No conditions satisfied"):
        PlainRun(origin="rumour", regime="pemilu")
