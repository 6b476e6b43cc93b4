"""What would run otherwise than it is drawn is refused at deployment, by the names that bpmnlint gives its rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.drawing import Process, drawn, straight, timer_definition
from tests.workflow.conftest import BPMN
from workflow.engine import lint


def breaches(process: Process) -> list[tuple[str, str]]:
    """Element and rule of each."""
    found = lint({"model.bpmn": drawn(process)})
    return [(one.element, one.message.rpartition("(")[2].rstrip(")")) for one in found]


def test_the_drawings_of_this_project_break_none() -> None:
    assert lint({path.name: path.read_bytes() for path in BPMN.glob("*.bpmn")}) == []


def test_a_straight_process_breaks_none() -> None:
    assert breaches(straight("p", "a", "b")) == []


def no_end() -> Process:
    process = Process("p")
    process.chain(process.start(), process.task("a"))
    return process


def two_starts() -> Process:
    process = straight("p", "a")
    process.chain(process.start("again"), process.task("b"), process.end("e"))
    return process


def split_task() -> Process:
    process = straight("p", "a")
    process.chain("a", process.end("e"))
    return process


def joined_task() -> Process:
    process = Process("p")
    process.add("parallelGateway", "fork")
    process.chain(process.start(), "fork", process.task("a"), process.task("c"), process.end())
    process.chain("fork", process.task("b"), "c")
    return process


def gateway_of_one() -> Process:
    process = Process("p")
    process.chain(process.start(), process.add("parallelGateway", "g"), process.end())
    return process


def join_and_fork() -> Process:
    process = Process("p")
    for id_ in ("fork", "both", "join"):
        process.add("parallelGateway", id_)
    process.chain(
        process.start(), "fork", process.task("a"), "both", process.task("c"), "join", process.end()
    )
    process.chain("fork", process.task("b"), "both", process.task("d"), "join")
    return process


def bare_flow() -> Process:
    process = Process("p")
    process.chain(process.start(), process.add("exclusiveGateway", "x"))
    process.flow("x", process.end(), "late", id_="yes")
    process.flow("x", process.end("e"), id_="no")
    return process


def flow_twice() -> Process:
    process = Process("p")
    process.choice("x", default="no")
    process.chain(process.start(), "x")
    process.flow("x", process.end(), "late", id_="yes")
    process.flow("x", "p_end", id_="no")
    return process


def two_definitions() -> Process:
    process = Process("p")
    both = timer_definition('"P1D"') + "<bpmn:signalEventDefinition/>"
    process.chain(process.start(), process.add("intermediateCatchEvent", "e", both), process.end())
    return process


def blank_event_sub_process() -> Process:
    process, inner = straight("p", "a"), straight("track", "b")
    process.inner_process(inner, by_event=True)
    return process


@pytest.mark.parametrize(
    ("draw", "found"),
    [
        (no_end, [("p", "end-event-required"), ("a", "no-implicit-end")]),
        (two_starts, [("again", "single-blank-start-event")]),
        (split_task, [("a", "no-implicit-split")]),
        (joined_task, [("c", "fake-join")]),
        (gateway_of_one, [("g", "superfluous-gateway")]),
        (join_and_fork, [("both", "no-gateway-join-fork")]),
        (bare_flow, [("no", "conditional-flows")]),
        (flow_twice, [("no", "no-duplicate-sequence-flows")]),
        (two_definitions, [("e", "single-event-definition")]),
        (blank_event_sub_process, [("track_start", "sub-process-start-event")]),
    ],
)
def test_a_breach_is_named_at_its_element(draw: Callable[[], Process], found: list[tuple[str, str]]) -> None:
    assert breaches(draw()) == found
