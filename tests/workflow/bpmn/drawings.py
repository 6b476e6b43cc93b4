"""The models as XML, for tests that look at the drawing rather than at what it does."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

MODELS = Path(__file__).parents[3] / "bpmn"
NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
}
FLOW_NODES = (
    "startEvent",
    "endEvent",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "userTask",
    "scriptTask",
    "callActivity",
    "subProcess",
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
)
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway")
SHARED_FORMS = ("limit-passed", "signature")
"""Forms of several tasks, which begin with the name of the form."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the canvas."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the border; half a pixel of rounding is forgiven."""
        near = 0.5
        return (
            self.x - near <= x <= self.x + self.width + near
            and self.y - near <= y <= self.y + self.height + near
        )

    def encloses(self, other: "Box") -> bool:
        far_x, far_y = other.x + other.width, other.y + other.height
        return self.holds(other.x, other.y) and self.holds(far_x, far_y)

    def overlaps(self, other: "Box") -> bool:
        apart_x = self.x + self.width <= other.x or other.x + other.width <= self.x
        apart_y = self.y + self.height <= other.y or other.y + other.height <= self.y
        return not (apart_x or apart_y)


class Drawing:
    """One model file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = safely_parsed(path)

    @property
    def name(self) -> str:
        return self.path.stem

    def find(self, xpath: str) -> list[Any]:
        found = self.root.xpath(xpath, namespaces=NAMESPACES)
        return found if isinstance(found, list) else [found]

    @cached_property
    def nodes(self) -> dict[str, Any]:
        """Every flow node by its id."""
        return {
            node.get("id"): node
            for node in self.find("//bpmn:process/* | //bpmn:subProcess/*")
            if etree.QName(node).localname in FLOW_NODES
        }

    def of_kind(self, tag: str) -> dict[str, Any]:
        return {id_: node for id_, node in self.nodes.items() if etree.QName(node).localname == tag}

    @cached_property
    def inner(self) -> set[str]:
        """The nodes drawn inside a sub-process; they lie in no lane of their own."""
        return set(self.find("//bpmn:subProcess/*/@id")) & self.nodes.keys()

    @cached_property
    def flows(self) -> list[Any]:
        return self.find("//bpmn:sequenceFlow")

    @cached_property
    def unconnected_ends(self) -> set[str]:
        """Ids that a flow names and the process lacks."""
        named = {flow.get(end) for flow in self.flows for end in ("sourceRef", "targetRef")}
        return named - self.nodes.keys()

    @cached_property
    def lanes(self) -> dict[str, set[str]]:
        """The flow nodes in each lane, by the lane's name."""
        return {
            lane.get("name"): {ref.text for ref in lane.findall("bpmn:flowNodeRef", NAMESPACES)}
            for lane in self.find("//bpmn:lane")
        }

    @cached_property
    def shapes(self) -> dict[str, Box]:
        shapes = {}
        for shape in self.find("//bpmndi:BPMNShape"):
            bounds = shape.find("dc:Bounds", NAMESPACES)
            shapes[shape.get("bpmnElement")] = _box(bounds)
        return shapes

    @cached_property
    def edges(self) -> dict[str, list[tuple[float, float]]]:
        """The waypoints of each flow."""
        return {
            edge.get("bpmnElement"): [
                (float(point.get("x")), float(point.get("y")))
                for point in edge.findall("di:waypoint", NAMESPACES)
            ]
            for edge in self.find("//bpmndi:BPMNEdge")
        }

    def condition(self, flow: Any) -> str | None:
        text: str | None = flow.findtext("bpmn:conditionExpression", namespaces=NAMESPACES)
        return text

    def property_of(self, node: Any, name: str) -> str | None:
        """A `spiffworkflow:property` of a user task."""
        path = f"bpmn:extensionElements/spiffworkflow:properties/spiffworkflow:property[@name='{name}']"
        found = node.xpath(path, namespaces=NAMESPACES)
        return found[0].get("value") if found else None


def safely_parsed(path: Path) -> Any:
    """The tree of one file, read without entities, network or document type."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(path.read_bytes(), reader)


def _box(bounds: Any) -> Box:
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


DRAWINGS = [Drawing(path) for path in sorted(MODELS.glob("*.bpmn"))]


def forms() -> dict[str, dict[str, Any]]:
    """Every form beside the models, by name."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted((MODELS / "forms").glob("*.json"))
    }


def user_tasks() -> dict[str, tuple[Drawing, Any]]:
    """Every user task of all models by its id."""
    return {id_: (drawing, node) for drawing in DRAWINGS for id_, node in drawing.of_kind("userTask").items()}


def rules_by_limit() -> dict[str, dict[str, str]]:
    """The rule of each regime for every limit the rule table knows."""
    table = safely_parsed(MODELS / "time-limits.dmn")
    place = [output.get("name") for output in table.iter("{*}output")].index("limit")
    rules: dict[str, dict[str, str]] = {}
    for row in table.iter("{*}rule"):
        regime, step, *_ = [entry.findtext("{*}text") for entry in row.iter("{*}inputEntry")]
        limit = [entry.findtext("{*}text") for entry in row.iter("{*}outputEntry")][place]
        rules.setdefault(json.loads(limit), {})[json.loads(regime)] = json.loads(step)
    return rules


def limit_names() -> set[str]:
    """The limits the rule table knows."""
    return set(rules_by_limit())
