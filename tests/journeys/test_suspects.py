"""Several suspects of one case: each goes a way of its own, with clocks of its own, to an end of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.journeys.told import agreed
from tests.support.journey_driver import CaseDriver
from tests.support.journey_stage import Stage


def statuses(case: CaseDriver) -> dict[str, str]:
    """What `cases` says of each suspect, by track."""
    return {party["id"]: party["status"] for party in case.parties("suspect")}


def test_suspects_end_differently_and_one_is_named_while_another_stands_trial(stage: Stage) -> None:
    case = stage.case(suspects=[{}, {"suspect_examination": "sp3"}])
    case.until("verdict")
    first, second = case.tracks()
    assert case.finish_track(second) == "sp3"
    third = case.name_suspect({"verdict": "acquitted"})
    assert case.finish() == "mixed"
    outcomes = {track: found["outcome"] for track, found in case.tracks().items()}
    assert outcomes == {first: "convicted", second: "sp3", third: "acquitted"}
    agreed(stage, case, "mixed")
    assert statuses(case) == {first: "convicted", second: "discontinued", third: "acquitted"}
    signed = [found["track"] for found in case.discussions() if found["discussion"] == "discussion_3"]
    assert sorted(signed) == sorted([first, third])


def test_suspects_who_end_alike_give_the_case_their_outcome(stage: Stage) -> None:
    case = stage.case(regime="pilkada", suspects=[{"suspect_examination": "sp3"}] * 2)
    assert case.finish() == "sp3"
    agreed(stage, case, "sp3")
    assert set(statuses(case).values()) == {"discontinued"}


def test_a_limit_that_passes_for_one_suspect_leaves_the_other_alone(stage: Stage) -> None:
    case = stage.case(suspects=[{"verdict": "acquitted"}, {"limit_passed": "end"}])
    case.until("suspect_examination")
    quick, slow = case.tracks()
    assert case.finish_track(quick) == "acquitted"
    case.until("hand_over", track=slow)
    clock = case.deadlines(slow)["hand_over"]
    stage.system.set_clock(datetime.fromisoformat(clock["legal_limit"]) + timedelta(seconds=1))
    stage.settle()
    open_now = [(task["name"], task["track"]) for task in case.open_tasks()]
    assert open_now == [("limit_passed_hand_over", slow), ("hand_over", slow)]
    assert case.deadlines(quick)["hand_over"]["state"] == "in_time"
    assert case.finish() == "mixed"
    agreed(stage, case, "mixed")
    assert statuses(case) == {quick: "acquitted", slow: "discontinued"}
