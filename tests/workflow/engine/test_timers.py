from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.drawing import Process
from tests.support.engine import NOON, Run, a_definition
from workflow.engine import ExpressionError, IncidentError, Timer
from workflow.engine.timers import NamedLimit, due_after, due_at, limit_named


def timed(duration: str, *, interrupting: bool = False) -> Process:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", duration, interrupting=interrupting)
    process.chain("t", process.task("late"), process.end("late_end"))
    return process


def test_a_limit_timer_fires_when_the_port_says_so_and_keeps_no_date() -> None:
    run = Run(a_definition(timed('limit("plenary")')), "p")
    assert run.fire(timedelta(days=4000)) is None
    run.limits.over.add("plenary")
    step = run.fire()
    assert step is not None
    assert step.fired == (Timer("t", "p", "plenary", None),)
    assert run.open() == ["a", "late"]
    assert run.step.timers == ()


def test_a_limit_that_has_passed_already_fires_as_the_task_opens() -> None:
    process = timed('limit("plenary")')
    outer = Process("outer")
    outer.chain(outer.start(), outer.task("first"), outer.call("c", "p"), outer.end())
    run = Run(a_definition(outer, process), "outer")
    run.limits.over.add("plenary")
    assert [timer.bpmn_id for timer in run.complete("first").fired] == ["t"]
    assert run.open() == ["a", "late"]


def test_a_non_interrupting_timer_fires_once() -> None:
    run = Run(a_definition(timed('limit("plenary")')), "p", cold=True)
    run.limits.over.add("plenary")
    run.fire()
    assert run.fire() is None
    run.complete("late")
    assert run.open() == ["a"]


def test_a_duration_runs_from_the_instant_the_task_opened_and_fires_at_its_end() -> None:
    run = Run(a_definition(timed('"P2DT12H"')), "p")
    assert run.step.timers == (Timer("t", "p", None, NOON + timedelta(days=2.5)),)
    assert run.fire(timedelta(days=2.5) - timedelta(microseconds=1)) is None
    step = run.fire(timedelta(microseconds=1))
    assert step is not None
    assert run.open() == ["a", "late"]


def test_an_interrupting_timer_cancels_the_task() -> None:
    run = Run(a_definition(timed('"P1D"', interrupting=True)), "p")
    step = run.fire(timedelta(days=1))
    assert step is not None
    assert [(closed.bpmn_id, closed.completed) for closed in step.closed] == [("a", False)]
    assert run.open() == ["late"]


def test_a_completion_wins_over_a_timer_due_at_the_same_moment() -> None:
    run = Run(a_definition(timed('limit("plenary")', interrupting=True)), "p")
    run.limits.over.add("plenary")
    step = run.complete("a")
    assert step.ended
    assert step.fired == ()


def test_a_timer_due_in_another_branch_fires_beside_the_completion_and_is_told() -> None:
    process = Process("p")
    process.add("parallelGateway", "fork")
    process.chain(process.start(), "fork", process.task("a"), process.end())
    process.chain("fork", process.catch_timer("w", '"P1D"'), process.task("b"), process.end("end_b"))
    run = Run(a_definition(process), "p")
    run.now += timedelta(days=1)
    step = run.complete("a")
    assert [timer.bpmn_id for timer in step.fired] == ["w"]
    assert run.open() == ["b"]


def test_an_event_gateway_tells_its_timers_and_which_one_fired() -> None:
    process = Process("p")
    process.add("eventBasedGateway", "race")
    process.chain(
        process.start(), "race", process.catch_message("m", "news"), process.task("a"), process.end()
    )
    process.chain("race", process.catch_timer("t", 'limit("plenary")'), process.task("b"), process.end("e"))
    run = Run(a_definition(process), "p", cold=True)
    assert [timer.limit for timer in run.step.timers] == ["plenary"]
    run.limits.over.add("plenary")
    step = run.fire()
    assert step is not None
    assert [timer.bpmn_id for timer in step.fired] == ["t"]
    assert run.open() == ["b"]


@pytest.mark.parametrize("value", ["P1M", "P1Y", "P", "PT", "1D", "", None, 5, "P9999999999D", "P-1D"])
def test_not_a_duration(value: Any) -> None:
    with pytest.raises(ExpressionError):
        due_after(value, NOON)


@pytest.mark.parametrize("value", ["2024-01-09T12:00:00", "tomorrow", None, 20240109])
def test_not_an_instant(value: Any) -> None:
    with pytest.raises(ExpressionError):
        due_at(value)


def test_a_bad_duration_is_an_incident_at_the_timer() -> None:
    with pytest.raises(IncidentError, match="not an ISO 8601 duration") as caught:
        Run(a_definition(timed("length")), "p", {"length": "soon"})
    assert caught.value.element == "t"


@pytest.mark.parametrize(
    "expression",
    [
        'limit("a", "b")',
        'limit("a", b, c)',
        'limit("a", b.c)',
        "limit(a)",
        "limits('a')",
        "limit",
        "limit('a').x",
        "limit(",
    ],
)
def test_only_a_plain_name_makes_a_limit(expression: str) -> None:
    assert limit_named(expression) is None


def test_quotes_of_both_kinds_name_a_limit() -> None:
    expected = NamedLimit("discussion_2")
    assert limit_named(" limit('discussion_2') ") == limit_named('limit("discussion_2")') == expected


def test_a_second_name_is_the_variable_that_holds_the_track() -> None:
    named = limit_named("limit('hand_over', suspect)")
    assert named == NamedLimit("hand_over", "suspect")
    assert named.expression == 'limit("hand_over", suspect)'


def test_a_limit_of_a_track_is_asked_with_the_id_that_the_variable_holds() -> None:
    run = Run(a_definition(timed('limit("hand_over", suspect)')), "p", {"suspect": "a"})
    assert run.step.timers == (Timer("t", "p", "hand_over", None, "a"),)
    run.limits.over.add("hand_over")
    run.limits.over_in.add(("hand_over", "b"))
    assert run.fire() is None
    run.limits.over_in.add(("hand_over", "a"))
    run.fire()
    assert run.open() == ["a", "late"]


@pytest.mark.parametrize("data", [{}, {"suspect": None}, {"suspect": 1}])
def test_a_track_without_an_id_is_an_incident(data: dict[str, Any]) -> None:
    with pytest.raises(IncidentError, match="no id of a track") as caught:
        Run(a_definition(timed('limit("hand_over", suspect)')), "p", data)
    assert caught.value.element == "t"
