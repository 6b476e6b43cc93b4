"""The model files: readable by the engine, complete as drawings, and named for people."""

import re
from itertools import combinations, pairwise
from typing import Any

import pytest

from tests.workflow.bpmn.case_run import models
from tests.workflow.bpmn.drawings import (
    DRAWINGS,
    GATEWAYS,
    MODELS,
    NAMESPACES,
    Box,
    Drawing,
    limit_names,
)

AGENCIES = ["bawaslu", "polri", "kejaksaan"]
PROCESSES = {
    *("handling", "finding", "assessment", "transmittal", "referral"),
    *("investigation", "suspect", "prosecution", "signatures"),
}
OF_A_TRACK = {"suspect", "prosecution"}
TASK_TAGS = {"userTask", "scriptTask", "callActivity"}
Leg = tuple[tuple[float, float], tuple[float, float]]
each_drawing = pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)


def test_the_engine_reads_every_model_and_its_checks_find_nothing_wrong() -> None:
    assert set(models().process_ids) == PROCESSES


@each_drawing
def test_a_file_holds_one_process_named_like_the_file(drawing: Drawing) -> None:
    assert [process.get("id") for process in drawing.find("//bpmn:process")] == [drawing.name]
    assert drawing.find("//bpmn:process/@isExecutable") == ["true"]


@each_drawing
def test_a_model_has_no_document_type(drawing: Drawing) -> None:
    assert b"<!DOCTYPE" not in drawing.path.read_bytes()


def test_no_id_of_an_element_is_used_twice_in_any_model() -> None:
    ids = [id_ for drawing in DRAWINGS for id_ in drawing.find("//@id")]
    assert sorted(ids) == sorted(set(ids))


def called_by(name: str) -> list[str]:
    drawing = next(drawing for drawing in DRAWINGS if drawing.name == name)
    return [node.get("calledElement") for node in drawing.of_kind("callActivity").values()]


def test_handling_calls_the_phases_in_order_the_referrals_beside_them_and_a_track_for_each_suspect() -> None:
    phases = ["finding", "assessment", "referral", "transmittal", "investigation"]
    assert called_by("handling") == [*phases, "suspect"]
    assert called_by("suspect") == ["signatures", "prosecution"]


def test_suspects_begin_in_a_non_interrupting_event_sub_process_at_their_naming() -> None:
    handling = next(drawing for drawing in DRAWINGS if drawing.name == "handling")
    (sub,) = handling.of_kind("subProcess").values()
    assert sub.get("triggeredByEvent") == "true"
    start = sub.find("bpmn:startEvent", NAMESPACES)
    message = start.find("bpmn:messageEventDefinition", NAMESPACES).get("messageRef")
    assert start.get("isInterrupting") == "false"
    assert handling.find(f"//bpmn:message[@id='{message}']/@name") == ["suspect.named"]
    assert "call_suspect" in handling.inner


def test_a_task_of_a_track_asks_for_the_clock_of_its_suspect_and_no_other_task_does() -> None:
    for drawing in DRAWINGS:
        asked = drawing.find("//bpmn:boundaryEvent//bpmn:timeDuration/text()")
        assert {text.endswith(", suspect)") for text in asked} <= {drawing.name in OF_A_TRACK}


@each_drawing
def test_a_pool_has_one_lane_an_agency_and_every_node_lies_in_one(drawing: Drawing) -> None:
    assert len(drawing.find("//bpmn:participant")) == 1
    assert list(drawing.lanes) == AGENCIES
    placed = [id_ for nodes in drawing.lanes.values() for id_ in nodes]
    assert sorted(placed) == sorted(drawing.nodes.keys() - drawing.inner)


@each_drawing
def test_everything_a_person_reads_is_named_in_indonesian_and_explained_in_english(drawing: Drawing) -> None:
    speaking = [*drawing.nodes.values(), *(flow for flow in drawing.flows if drawing.condition(flow))]
    silent = [
        e.get("id")
        for e in speaking
        if not e.get("name") or not e.findtext("bpmn:documentation", None, NAMESPACES)
    ]
    assert silent == []


@each_drawing
def test_flows_join_drawn_nodes_and_nodes_list_their_flows(drawing: Drawing) -> None:
    assert drawing.unconnected_ends == set()
    for id_, node in drawing.nodes.items():
        for side, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            listed = [ref.text for ref in node.findall(f"bpmn:{side}", NAMESPACES)]
            assert listed == [flow.get("id") for flow in drawing.flows if flow.get(end) == id_]


@each_drawing
def test_only_gateways_split_and_join_and_each_does_one_of_the_two(drawing: Drawing) -> None:
    for id_, node in drawing.nodes.items():
        ins, outs = (
            len(node.findall("bpmn:incoming", NAMESPACES)),
            len(node.findall("bpmn:outgoing", NAMESPACES)),
        )
        if any(id_ in drawing.of_kind(kind) for kind in GATEWAYS):
            assert (ins == 1) != (outs == 1), id_
        else:
            alone = node.get("triggeredByEvent") == "true"
            assert max(ins, outs) == (0 if alone else 1), id_


@each_drawing
def test_every_flow_out_of_a_choice_is_named_and_has_a_condition(drawing: Drawing) -> None:
    choices = drawing.of_kind("exclusiveGateway") | drawing.of_kind("inclusiveGateway")
    for id_, gateway in choices.items():
        out = [flow for flow in drawing.flows if flow.get("sourceRef") == id_]
        assert gateway.get("default") is None, "an unforeseen value must be an incident, not a silent turn"
        if len(out) > 1:
            assert all(flow.get("name") and drawing.condition(flow) for flow in out), id_


@each_drawing
def test_every_timer_names_a_limit_of_the_rule_table_and_leaves_its_task_open(drawing: Drawing) -> None:
    for id_, timer in drawing.of_kind("boundaryEvent").items():
        duration = timer.findtext(".//bpmn:timeDuration", namespaces=NAMESPACES)
        named = re.fullmatch(r'limit\("(\w+)"(, suspect)?\)', duration)
        assert named is not None, id_
        assert named[1] in limit_names(), id_
        assert timer.get("cancelActivity") == "false", id_
        assert id_ == f"{timer.get('attachedToRef')}_limit"


@each_drawing
def test_a_timer_asks_for_the_limit_that_hangs_on_its_task(drawing: Drawing) -> None:
    for timer in drawing.of_kind("boundaryEvent").values():
        limit = drawing.property_of(drawing.nodes[timer.get("attachedToRef")], "limit")
        asked = timer.findtext(".//bpmn:timeDuration", namespaces=NAMESPACES)
        track = ", suspect" if drawing.name in OF_A_TRACK else ""
        assert asked == f'limit("{limit}"{track})'


@each_drawing
def test_the_layout_has_a_shape_for_every_node_and_a_line_for_every_flow(drawing: Drawing) -> None:
    lanes = set(drawing.find("//bpmn:lane/@id")) | set(drawing.find("//bpmn:participant/@id"))
    notes = set(drawing.find("//bpmn:textAnnotation/@id"))
    assert drawing.shapes.keys() == drawing.nodes.keys() | lanes | notes
    assert drawing.edges.keys() == {flow.get("id") for flow in drawing.flows}


@each_drawing
def test_shapes_lie_in_their_lanes_and_lanes_fill_the_pool(drawing: Drawing) -> None:
    pool = drawing.shapes[f"{drawing.name}_pool"]
    lanes = {name: drawing.shapes[f"{drawing.name}_lane_{name}"] for name in drawing.lanes}
    assert sum(lane.height for lane in lanes.values()) == pool.height
    for name, lane in lanes.items():
        assert pool.encloses(lane)
        outside = [id_ for id_ in drawing.lanes[name] if not lane.encloses(drawing.shapes[id_])]
        assert outside == []


@each_drawing
def test_what_is_drawn_inside_a_sub_process_lies_in_it(drawing: Drawing) -> None:
    for id_ in drawing.of_kind("subProcess"):
        own = drawing.find(f"//bpmn:subProcess[@id='{id_}']/*/@id")
        inside = [drawing.shapes[inner] for inner in own if inner in drawing.nodes]
        assert all(drawing.shapes[id_].encloses(box) for box in inside)


@each_drawing
def test_no_two_shapes_overlap(drawing: Drawing) -> None:
    open_ones = drawing.of_kind("boundaryEvent").keys() | drawing.of_kind("subProcess").keys()
    solid = [id_ for id_ in drawing.nodes if id_ not in open_ones]
    clashes = [
        pair for pair in combinations(solid, 2) if drawing.shapes[pair[0]].overlaps(drawing.shapes[pair[1]])
    ]
    assert clashes == []


@each_drawing
def test_lines_are_straight_start_and_end_on_their_shapes_and_cross_no_other(drawing: Drawing) -> None:
    for flow in drawing.flows:
        points = drawing.edges[flow.get("id")]
        assert drawing.shapes[flow.get("sourceRef")].holds(*points[0])
        assert drawing.shapes[flow.get("targetRef")].holds(*points[-1])
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
        assert _nodes_in_the_way(drawing, flow, points) == []


def _nodes_in_the_way(drawing: Drawing, flow: Any, points: list[tuple[float, float]]) -> list[str]:
    ends = {flow.get("sourceRef"), flow.get("targetRef")}
    boundary = drawing.nodes[flow.get("sourceRef")].get("attachedToRef")
    around = drawing.of_kind("subProcess").keys() if ends <= drawing.inner else set()
    others = drawing.nodes.keys() - ends - {boundary} - around
    return [id_ for id_ in others if any(_cuts(drawing.shapes[id_], leg) for leg in pairwise(points))]


def _cuts(box: Box, leg: Leg) -> bool:
    (x1, y1), (x2, y2) = leg
    apart_x = max(x1, x2) <= box.x or min(x1, x2) >= box.x + box.width
    apart_y = max(y1, y2) <= box.y or min(y1, y2) >= box.y + box.height
    return not (apart_x or apart_y)


def test_no_two_lines_cross() -> None:
    for drawing in DRAWINGS:
        legs = [(flow, leg) for flow, points in drawing.edges.items() for leg in pairwise(points)]
        crossing = [(a, b) for (a, one), (b, other) in combinations(legs, 2) if a != b and _cross(one, other)]
        assert crossing == []


def _cross(one: Leg, other: Leg) -> bool:
    """Whether a level and an upright leg cut each other inside both."""
    if (one[0][1] == one[1][1]) == (other[0][1] == other[1][1]):
        return False
    level, upright = (one, other) if one[0][1] == one[1][1] else (other, one)
    x, y = upright[0][0], level[0][1]
    in_level = min(level[0][0], level[1][0]) < x < max(level[0][0], level[1][0])
    return in_level and min(upright[0][1], upright[1][1]) < y < max(upright[0][1], upright[1][1])


@each_drawing
def test_the_picture_in_the_documents_shows_every_element(drawing: Drawing) -> None:
    picture = (MODELS.parent / "docs" / "pictures" / f"{drawing.name}.svg").read_text("utf-8")
    shown = set(re.findall(r'data-element-id="([^"]+)"', picture))
    assert (drawing.nodes.keys() | drawing.edges.keys()) - shown == set()
