from __future__ import annotations

import pytest

from tests.support.drawing import Process, element, straight
from tests.support.engine import a_definition
from workflow.engine import DefinitionError, ModelProblem


def problems(*processes: Process) -> list[ModelProblem]:
    with pytest.raises(DefinitionError) as caught:
        a_definition(*processes)
    return list(caught.value.problems)


def the_problem(*processes: Process) -> tuple[str, str]:
    (problem,) = problems(*processes)
    assert problem.file == "model.bpmn"
    return problem.element, problem.message


def test_a_call_of_an_unknown_process_is_refused() -> None:
    process = Process("p")
    process.chain(process.start(), process.call("c", "nowhere"), process.end())
    assert the_problem(process) == ("c", "calls process 'nowhere', which no file of the set defines")


def test_a_process_that_calls_itself_through_another_is_refused() -> None:
    first, second = Process("p"), Process("q")
    for process, called in ((first, "q"), (second, "p")):
        process.chain(process.start(), process.call(f"{process.id}_c", called), process.end())
    assert {problem.element for problem in problems(first, second)} == {"p_c", "q_c"}


def test_an_element_that_no_flow_reaches_is_refused() -> None:
    process = straight("p", "a")
    process.chain(process.task("lost"), process.task("found"), process.end("e"))
    assert [problem.element for problem in problems(process)] == ["e", "found", "lost"]


def test_a_flow_to_nothing_is_refused() -> None:
    process = straight("p", "a")
    process.flow("a", "nowhere", id_="loose")
    assert the_problem(process) == ("loose", "targetRef 'nowhere' is no element of 'p'")


@pytest.mark.parametrize("script", ["x", "import os", "x = 1; y = 2", "x += 1", "print(1)"])
def test_a_script_that_is_more_than_an_assignment_is_refused(script: str) -> None:
    process = Process("p")
    process.chain(process.start(), process.script("s", script), process.end())
    assert the_problem(process)[0] == "s"


def test_a_condition_outside_the_language_is_refused_at_its_flow() -> None:
    process = Process("p")
    process.choice("x", default="no")
    process.chain(process.start(), "x")
    process.flow("x", process.end(), "people.pop()", id_="yes")
    process.flow("x", process.end("e"), id_="no")
    assert the_problem(process)[0] == "yes"


@pytest.mark.parametrize("payload", ["people.pop()", "open('/etc/passwd')", "__import__('os')"])
def test_what_an_event_sends_is_said_in_the_same_language(payload: str) -> None:
    process = Process("p")
    said = f"<bpmn:extensionElements><spiffworkflow:messagePayload>{payload}</spiffworkflow:messagePayload></bpmn:extensionElements>"
    event = f'<bpmn:messageEventDefinition messageRef="m_told">{said}</bpmn:messageEventDefinition>'
    process.messages.append("told")
    process.chain(process.start(), process.add("intermediateThrowEvent", "tell", event), process.end())
    assert the_problem(process)[0] == "tell"


def test_a_cycle_in_which_nothing_waits_is_refused() -> None:
    process = Process("p")
    process.choice("x", default="out")
    process.chain(process.start(), process.script("s", "y = 1"), "x")
    process.flow("x", "s", "y == 1")
    process.flow("x", process.end(), id_="out")
    assert the_problem(process)[1] == "lies on a cycle in which nothing waits"


@pytest.mark.parametrize("waits", [True, False])
def test_a_cycle_through_a_call_waits_when_the_called_process_always_does(*, waits: bool) -> None:
    process = Process("p")
    process.choice("x", default="out")
    process.chain(process.start(), process.call("c", "q"), "x")
    process.flow("x", "c", "y == 1")
    process.flow("x", process.end(), id_="out")
    called = straight("q", "a")
    if waits:
        a_definition(process, called)
        return
    called.choice("skip", default="skip_f")
    called.parts = [
        part.replace('sourceRef="q_start" targetRef="a"', 'sourceRef="q_start" targetRef="skip"')
        for part in called.parts
    ]
    called.flow("skip", "a", "y == 2")
    called.flow("skip", "q_end", id_="skip_f")
    assert the_problem(process, called)[0] == "c"


def test_a_cycle_timer_is_refused() -> None:
    process = Process("p")
    definition = f"<bpmn:timerEventDefinition>{element('timeCycle', 'R3/PT1H')}</bpmn:timerEventDefinition>"
    process.chain(process.start(), process.add("intermediateCatchEvent", "t", definition), process.end())
    assert the_problem(process)[1].startswith("cycle timers are not offered")


@pytest.mark.parametrize("tag", ["task", "serviceTask"])
def test_elements_the_engine_does_not_offer_are_refused(tag: str) -> None:
    process = Process("p")
    process.chain(process.start(), process.add(tag, "s"), process.end())
    assert "s" in [problem.element for problem in problems(process)]


def test_an_inclusive_join_on_a_cycle_is_refused() -> None:
    process = Process("p")
    process.add("inclusiveGateway", "join")
    process.choice("again", default="out")
    process.chain(process.start(), "join", process.task("a"), "again")
    process.flow("again", "join", "more")
    process.flow("again", process.end(), id_="out")
    assert the_problem(process)[0] == "join"


def test_an_event_sub_process_of_a_called_process_is_refused() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "p"), outer.end())
    called = straight("p", "a")
    track = Process("track")
    track.chain(track.catch_message("more", "more", tag="startEvent"), track.task("b"), track.end())
    called.inner_process(track, by_event=True)
    assert the_problem(outer, called)[0] == "track"


def test_all_problems_are_told_together() -> None:
    process = Process("p")
    process.chain(process.start(), process.script("s", "x"), process.script("t", "y"), process.end())
    assert [problem.element for problem in problems(process)] == ["s", "t"]


def test_a_model_of_a_thousand_elements_is_judged_in_no_time() -> None:
    process = Process("p")
    scripts = [process.script(f"s{number}", "x = 1") for number in range(1000)]
    process.chain(process.start(), *scripts, "s500")
    assert the_problem(process)[1] == "lies on a cycle in which nothing waits"
