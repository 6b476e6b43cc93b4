"""Whole cases on the procedure as it is deployed, through the actions and PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import pytest

from chassis.errors import InvalidInputError, WrongStateError
from tests.workflow.builders import CaseBench


def under_investigation(bench: CaseBench, **changes: str) -> UUID:
    """A case of the police in which nobody is named yet."""
    case_id = bench.until_registered(registered="2024-01-29", **changes)
    bench.until_discussion_2(case_id)
    bench.until_investigation(case_id)
    return case_id


def until_handed_over(bench: CaseBench, case_id: UUID, track: UUID) -> None:
    bench.answer(case_id, "suspect_examination", track=track, decision="file")
    bench.answer(case_id, "discussion_3", track=track)
    bench.sign(case_id, track=track)
    bench.answer(case_id, "file_transfer", track=track)
    bench.answer(case_id, "file_check", track=track, decision="complete")


def until_judged(bench: CaseBench, case_id: UUID, track: UUID, verdict: str) -> None:
    until_handed_over(bench, case_id, track)
    bench.answer(case_id, "hand_over", track=track, decision="handed_over")
    bench.answer(case_id, "court_transfer", track=track, decision="transferred")
    bench.answer(case_id, "verdict", track=track, decision=verdict)
    bench.answer(case_id, "discussion_4", track=track, decision="accept")
    bench.sign(case_id, track=track)


def test_two_suspects_go_their_own_ways(bench: CaseBench) -> None:
    case_id = under_investigation(bench)
    stopped, tried = bench.name_suspect(case_id), bench.name_suspect(case_id)
    bench.answer(case_id, "police_investigation", decision="suspects_named")
    bench.answer(case_id, "suspect_examination", track=stopped, decision="sp3")
    assert (bench.tracks(case_id)[stopped].outcome, bench.instance(case_id).state) == ("sp3", "running")
    until_judged(bench, case_id, tried, "acquitted")
    while names := [task.name for task in bench.open_tasks(case_id)]:
        bench.answer(case_id, names[0])
    assert bench.tracks(case_id)[tried].outcome == "acquitted"
    assert (bench.instance(case_id).state, bench.instance(case_id).outcome) == ("ended", "mixed")


def test_the_stage_follows_the_furthest_suspect(bench: CaseBench) -> None:
    case_id = under_investigation(bench)
    assert bench.instance(case_id).stage == "investigation"
    track = bench.name_suspect(case_id)
    bench.answer(case_id, "police_investigation", decision="suspects_named")
    assert bench.instance(case_id).stage == "investigation"
    until_handed_over(bench, case_id, track)
    bench.answer(case_id, "hand_over", track=track, decision="handed_over")
    assert bench.instance(case_id).stage == "prosecution"


def test_the_minutes_of_every_discussion_stand_with_their_signers(bench: CaseBench) -> None:
    case_id = under_investigation(bench)
    track = bench.name_suspect(case_id)
    bench.answer(case_id, "police_investigation", decision="suspects_named")
    until_judged(bench, case_id, track, "acquitted")
    assert bench.discussions(case_id) == [
        ("discussion_1", None),
        ("discussion_2", None),
        ("discussion_3", track),
        ("discussion_4", track),
    ]


@pytest.mark.parametrize("decision", ["suspects_named", "sp3"])
def test_the_main_line_leaves_no_suspect_behind(bench: CaseBench, decision: str) -> None:
    case_id = under_investigation(bench)
    if decision == "sp3":
        bench.name_suspect(case_id)
    with pytest.raises(WrongStateError):
        bench.answer(case_id, "police_investigation", decision=decision)


def test_nobody_is_tried_in_absence_under_pilkada(bench: CaseBench) -> None:
    case_id = under_investigation(bench, regime="pilkada")
    track = bench.name_suspect(case_id)
    bench.answer(case_id, "police_investigation", decision="suspects_named")
    until_handed_over(bench, case_id, track)
    with pytest.raises(InvalidInputError) as refused:
        bench.answer(case_id, "hand_over", track=track, decision="in_absentia")
    assert refused.value.fields[0].rule == "in-absentia-pemilu-only"
