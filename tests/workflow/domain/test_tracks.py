"""What tracks come to, and when the main line may leave them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from chassis.errors import WrongStateError
from tests.workflow.builders import MONDAY
from workflow.domain.tracks import Track, common_outcome, refuse_to_leave_suspects


def a_track(outcome: str | None = None) -> Track:
    track = Track(uuid4(), uuid4(), named_at=None, opened_at=MONDAY)
    if outcome:
        track.end(outcome, now=MONDAY)
    return track


@pytest.mark.parametrize(
    ("outcomes", "common"),
    [([], None), (["sp3"], "sp3"), (["sp3", "sp3"], "sp3"), (["convicted", "acquitted"], "mixed")],
)
def test_a_case_ends_as_all_its_suspects_or_mixed(outcomes: list[str], common: str | None) -> None:
    assert common_outcome(map(a_track, outcomes)) == common


@pytest.mark.parametrize(
    ("decision", "outcomes", "allowed"),
    [
        ("suspects_named", [], False),
        ("suspects_named", [None], True),
        ("suspects_named", ["sp3"], True),
        ("sp3", [], True),
        ("sp3", ["sp3"], True),
        ("sp3", ["sp3", None], False),
    ],
)
def test_the_investigation_ends_as_it_stands_with_the_suspects(
    decision: str, outcomes: list[str | None], allowed: bool
) -> None:
    tracks = [a_track(outcome) for outcome in outcomes]
    if allowed:
        refuse_to_leave_suspects({"decision": decision}, tracks)
    else:
        with pytest.raises(WrongStateError):
            refuse_to_leave_suspects({"decision": decision}, tracks)
