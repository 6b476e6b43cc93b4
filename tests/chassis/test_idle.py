"""When the system counts as quiet."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.idle import Idle, settled


def reports(**changes: Any) -> dict[str, dict[str, Any]]:
    """Two services that have said and heard everything; `changes` are those of `workflow`."""
    cases = Idle(unsent=0, parked=0, failed=0, published=5, applied={"workflow": 3}).as_json()
    workflow = Idle(unsent=0, parked=0, failed=0, published=3, applied={"cases": 5}).as_json()
    return {"cases": cases, "workflow": workflow | {"due_timers": 0} | changes}


def test_two_equal_rounds_with_all_applied_are_quiet() -> None:
    assert settled(reports(), reports())


@pytest.mark.parametrize(
    "changes",
    [{"unsent": 1}, {"parked": 1}, {"due_timers": 1}, {"applied": {"cases": 4}}, {"published": 4}],
)
def test_anything_left_to_do_is_not_quiet(changes: dict[str, Any]) -> None:
    assert not settled(reports(**changes), reports(**changes))


def test_one_quiet_round_after_a_different_one_is_not_enough() -> None:
    assert not settled(reports(applied={"cases": 4}), reports())
