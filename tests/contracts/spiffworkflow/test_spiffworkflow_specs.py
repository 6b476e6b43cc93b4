"""What parsing makes of a model, and which runs would change the shared specs."""

from __future__ import annotations

from lxml import etree
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition as PlainMessage
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from tests.contracts.spiffworkflow.library import complete, parsed, ready, started, started_on
from tests.support.drawing import Process, each_of, straight


def test_properties_and_lanes_reach_the_task_spec() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", form="a-form", limit="plenary"), process.end())
    process.lanes["polri"] = ["a"]
    spec = parsed(process)[0].task_specs["a"]
    assert spec.extensions["properties"] == {"form": "a-form", "limit": "plenary"}
    assert spec.lane == "polri"
    assert (spec.bpmn_id, spec.bpmn_name) == ("a", "A")


def test_a_boundary_event_adds_a_split_and_a_join_around_its_task() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a"), process.end())
    process.timer("t", "a", '"P1D"')
    process.chain("t", process.end("late"))
    names = set(parsed(process)[0].task_specs)
    helpers = {"Start", "End", "p.EndJoin", "a.BoundaryEventSplit", "a.BoundaryEventJoin"}
    assert names == helpers | {"p_start", "a", "p_end", "t", "late"}


def test_helper_nodes_have_no_bpmn_id() -> None:
    specs = parsed(straight("p", "a"))[0].task_specs
    assert specs["p.EndJoin"].bpmn_id is None
    assert specs["a"].bpmn_id == "a"


def test_a_multi_instance_hides_its_task_behind_a_child_with_the_same_bpmn_id() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", each_of("people", "person")), process.end())
    specs = parsed(process)[0].task_specs
    assert specs["a [child]"].bpmn_id == "a"


def test_a_loop_spec_hears_its_children_only_once_an_instance_has_run() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", each_of("people", "person")), process.end())
    spec, called = parsed(process)
    loop, child = spec.task_specs["a"], spec.task_specs["a [child]"]
    assert not child.completed_event.is_connected(loop.merge_child)
    started_on(spec, called, people=[1, 2])
    assert child.completed_event.is_connected(loop.merge_child)


def with_event_sub_process() -> Process:
    process = straight("p", "a")
    track = Process("track")
    track.chain(track.catch_message("track_start", "more", tag="startEvent"), track.task("b"), track.end())
    process.inner_process(track, by_event=True)
    return process


def test_the_first_trigger_of_an_event_sub_process_changes_the_shared_spec() -> None:
    spec, called = parsed(with_event_sub_process())
    workflow = started_on(spec, called)
    assert "track" not in spec.start._outputs
    workflow.send_event(BpmnEvent(MessageEventDefinition("more"), {}))
    assert "track" in spec.start._outputs


def test_after_that_every_later_instance_waits_for_the_event_and_never_ends() -> None:
    spec, called = parsed(with_event_sub_process())
    started_on(spec, called).send_event(BpmnEvent(MessageEventDefinition("more"), {}))
    later = started_on(spec, called)
    complete(later, "a")
    assert not later.completed


def test_an_event_sub_process_starts_as_often_as_its_message_comes() -> None:
    workflow = started(with_event_sub_process())
    for _ in range(3):
        workflow.send_event(BpmnEvent(MessageEventDefinition("more"), {}))
        workflow.do_engine_steps()
    assert ready(workflow) == ["a", "b", "b", "b"]


def test_a_process_that_calls_itself_is_parsed_without_a_word() -> None:
    process = Process("p")
    process.chain(process.start(), process.call("c", "p"), process.end())
    assert "p" in parsed(process)[1]


def test_unreachable_elements_are_dropped_without_a_word() -> None:
    process = straight("p", "a")
    process.task("lost")
    assert "lost" not in parsed(process)[0].task_specs


def test_a_plain_task_waits_for_a_person() -> None:
    process = Process("p")
    process.chain(process.start(), process.add("task", "plain"), process.end())
    assert ready(started(process)) == ["plain"]


def test_lxml_expands_internal_entities_unless_told_otherwise() -> None:
    xml = b'<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>'
    assert etree.fromstring(xml).text == "boom"


def test_the_parser_gives_messages_a_class_that_the_plain_one_does_not_equal() -> None:
    process = Process("p")
    process.chain(process.start(), process.catch_message("wait", "news"), process.end())
    definition = parsed(process)[0].task_specs["wait"].event_definition
    assert definition == MessageEventDefinition("news")
    assert definition != PlainMessage("news")
