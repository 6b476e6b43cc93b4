"""Every path of the procedure, driven to its end."""

from collections.abc import Iterable
from functools import cache

import pytest

from tests.workflow.bpmn.case_run import NOON, CaseRun, is_live, replayed_cold
from tests.workflow.bpmn.drawings import DRAWINGS, forms, user_tasks
from tests.workflow.bpmn.routes import (
    ROUTES,
    A,
    B,
    executed,
    file_checked,
    found,
    in_plenary,
    in_study,
    judged,
    named,
    received,
    registered,
    studied,
    under_investigation,
)
from workflow.engine import IncidentError, NotWaitingError


@cache
def driven(name: str) -> CaseRun:
    return ROUTES[name].drive()


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_ends_with_its_outcomes_and_nothing_left_open(name: str) -> None:
    run = driven(name)
    assert run.ended
    assert run.data["outcome"] == ROUTES[name].outcome
    assert run.track_outcomes == ROUTES[name].tracks
    assert not is_live(run.instance)


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_reloaded_from_its_journal_before_every_step_goes_the_same_way(name: str) -> None:
    warm, cold = driven(name), replayed_cold(driven(name))
    assert cold.deltas == warm.deltas
    assert (cold.step, cold.track_outcomes) == (warm.step, warm.track_outcomes)


def flows_not_passed(names: Iterable[str]) -> set[tuple[str, str]]:
    drawn = {(flow.get("sourceRef"), flow.get("targetRef")) for drawing in DRAWINGS for flow in drawing.flows}
    return drawn - set[tuple[str, str]]().union(*(driven(name).flows for name in names))


def events_not_fired(names: Iterable[str]) -> set[str]:
    drawn = {id_ for drawing in DRAWINGS for id_ in drawing.of_kind("boundaryEvent")}
    return drawn - set[str]().union(*(driven(name).fired for name in names))


def choices_not_made(names: Iterable[str]) -> set[tuple[str, str | None]]:
    filled = set[tuple[str, str | None]]().union(*(driven(name).answered for name in names))
    return {(name, choice) for name, form in forms().items() for choice in choices_of(form)} - filled


def test_the_routes_pass_through_every_sequence_flow() -> None:
    assert flows_not_passed(ROUTES) == set()


def test_without_a_route_the_measure_finds_what_only_that_route_has_driven() -> None:
    """Else a measure that finds nothing would prove nothing."""
    without = {name: [other for other in ROUTES if other != name] for name in ROUTES}
    missed = {name: flows_not_passed(others) for name, others in without.items()}
    needed = [name for name in ROUTES if missed[name]]
    assert len(needed) > len(ROUTES) / 2
    assert all(missed[name] <= driven(name).flows for name in needed)
    for event in events_not_fired([]):
        others = [name for name in ROUTES if event not in driven(name).fired]
        assert event in events_not_fired(others)
    assert any(choices_not_made(others) for others in without.values())


def test_no_two_flows_join_the_same_two_elements() -> None:
    """Else passing through one of them would count for the other."""
    drawn = [(flow.get("sourceRef"), flow.get("targetRef")) for drawing in DRAWINGS for flow in drawing.flows]
    assert sorted(drawn) == sorted(set(drawn))


def test_the_routes_fire_every_boundary_event() -> None:
    assert events_not_fired(ROUTES) == set()


def test_the_routes_answer_every_human_task_and_fill_every_form_with_every_choice() -> None:
    answered = {source for name in ROUTES for source, _ in driven(name).flows}
    assert user_tasks().keys() - answered == set()
    assert choices_not_made(ROUTES) == set()


def choices_of(form: dict[str, dict[str, dict[str, list[str]]]]) -> list[str | None]:
    fields = form["properties"]
    asked = fields.get("decision") or fields.get("stance") or {}
    return [*asked.get("enum", [])] or [None]


@pytest.mark.parametrize("regime", ["pemilu", "pilkada"])
def test_both_regimes_use_the_same_drawings(regime: str) -> None:
    run = file_checked("complete", named(under_investigation(registered(regime))))
    run = executed(judged("convicted", "accept", run))
    assert (run.data["regime"], run.track_outcomes) == (regime, {A: "convicted"})


def test_a_finding_and_a_report_begin_differently_and_meet_at_registration() -> None:
    assert received("finding").open_tasks() == {"finding_decision"}
    assert received("report").open_tasks() == {"initial_study"}
    assert found("found").open_tasks() == studied("complete").open_tasks() == {"registration"}


def test_assessment_waits_until_the_register_number_is_allotted() -> None:
    run = studied("complete").answer("registration")
    assert run.open_tasks() == set()
    assert not run.ended
    assert run.allot_number().open_tasks() == {"discussion_1"}


def test_the_police_inquire_beside_the_study_and_the_second_discussion_waits_for_both() -> None:
    run = in_study()
    assert run.open_tasks() == {"clarification_study", "inquiry"}
    run.answer("inquiry", decision="evidence_enough").answer("clarification_study", extended=True)
    assert run.open_tasks() == {"inquiry_file", "study_extension"}
    run.answer("study_extension")
    assert run.open_tasks() == {"inquiry_file"}
    assert run.answer("inquiry_file").open_tasks() == {"discussion_2"}


def test_an_open_referral_does_not_hold_the_criminal_line_up() -> None:
    run = in_plenary().answer("plenary", decision="forward", ethics=True)
    assert run.open_tasks() == {"forwarding", "referral_ethics"}
    run = executed(judged("convicted", "accept", file_checked("complete", named(reported(run)))))
    assert run.open_tasks() == {"referral_ethics"}
    assert (run.track_outcomes, run.ended) == ({A: "convicted"}, False)
    assert run.answer("referral_ethics").ended


def reported(run: CaseRun) -> CaseRun:
    return run.answer("forwarding").answer("police_report")


def test_the_end_of_the_criminal_line_leaves_an_open_referral_alone() -> None:
    run = in_plenary().answer("plenary", decision="forward", administrative=True).pass_limit("forwarding")
    run.answer("limit_passed_forwarding", decision="end")
    assert run.open_tasks() == {"referral_administrative"}
    assert run.answer("referral_administrative").data["outcome"] == "expired"


def test_a_file_comes_back_once_at_most() -> None:
    run = file_checked("returned").answer("resubmission", A)
    assert run.open_tasks(A) == {"file_recheck"}
    run.answer("file_recheck", A, decision="not_complete")
    assert run.track_outcomes == {A: "expired"}


def test_no_way_leads_from_the_second_check_back_to_the_resubmission() -> None:
    suspect = next(drawing for drawing in DRAWINGS if drawing.name == "suspect")
    ways: dict[str, list[str]] = {}
    for flow in suspect.flows:
        ways.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))
    seen, waiting = set[str](), ["file_recheck"]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += ways.get(at, [])
    assert not seen & {"resubmission", "file_check"}


def test_suspects_are_named_at_any_time_and_each_goes_its_own_way() -> None:
    run = under_investigation().name_suspect(A)
    assert run.open_tasks() == {"police_investigation"}
    assert run.open_tasks(A) == {"suspect_examination"}
    run.answer("suspect_examination", A, decision="file").name_suspect(B)
    assert (run.open_tasks(A), run.open_tasks(B)) == ({"discussion_3"}, {"suspect_examination"})
    run.answer("police_investigation", decision="suspects_named")
    assert not run.ended
    run.answer("suspect_examination", B, decision="sp3")
    assert (run.track_outcomes, run.open_tasks(A)) == ({B: "sp3"}, {"discussion_3"})


def test_nobody_is_named_once_the_case_has_ended() -> None:
    run = studied("not_registered").answer("preliminary_decision", decision="closed")
    with pytest.raises(NotWaitingError):
        run.name_suspect(A)


def test_a_limit_of_one_suspect_wakes_nothing_in_another_track() -> None:
    run = named(under_investigation(), A, B).pass_limit("investigation", A)
    assert run.open_tasks(A) == {"suspect_examination", "limit_passed_suspect_examination"}
    assert run.open_tasks(B) == {"suspect_examination"}
    run.answer("limit_passed_suspect_examination", A, decision="end")
    assert (run.open_tasks(A), run.open_tasks(B)) == (set(), {"suspect_examination"})
    assert run.track_outcomes == {A: "expired"}


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        ("suspect_wanted", {"decision": "in_absentia"}),
        ("hand_over", {"decision": "in_absentia"}),
        ("verdict", {"decision": "convicted", "in_absentia": True}),
    ],
)
def test_nothing_happens_without_the_suspect_in_pilkada(task: str, fields: dict[str, object]) -> None:
    assert at(task, "pemilu").answer(task, A, **fields).open_tasks(A) != {task}
    with pytest.raises(IncidentError, match="No conditions satisfied"):
        at(task, "pilkada").answer(task, A, **fields)


def at(task: str, regime: str) -> CaseRun:
    run = named(under_investigation(registered(regime)))
    if task == "suspect_wanted":
        return run.answer("suspect_examination", A, decision="wanted")
    run = file_checked("complete", run)
    if task == "hand_over":
        return run
    run.answer("hand_over", A, decision="handed_over")
    return run.answer("court_transfer", A, decision="transferred")


def test_an_unforeseen_choice_is_an_incident_and_no_silent_turn() -> None:
    run = received("report")
    task = run.all_open()[0]
    with pytest.raises(IncidentError, match="No conditions satisfied"):
        run.instance.complete(
            task.id, {"initial_study_decision": "perhaps"}, now=NOON, deadlines=run.deadlines
        )


def test_an_origin_that_nobody_drew_is_an_incident() -> None:
    with pytest.raises(IncidentError, match="No conditions satisfied"):
        received("rumour")
