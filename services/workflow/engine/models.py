"""A drawn process as a graph: what the checks need to know of the XML, and nothing of SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from workflow.engine.documents import BPMN

HUMAN = frozenset({"userTask", "manualTask"})
CATCHING = frozenset({"receiveTask", "intermediateCatchEvent", "eventBasedGateway"})
CALLING = frozenset({"callActivity", "subProcess"})
FLOW_NODES = (
    HUMAN
    | CATCHING
    | CALLING
    | frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateThrowEvent", "sendTask"})
    | frozenset({"scriptTask", "businessRuleTask", "exclusiveGateway", "inclusiveGateway", "parallelGateway"})
)
UNSUPPORTED = {
    "task": "SpiffWorkflow would wait for a person here; draw a user task, or leave the element out",
    "serviceTask": "service tasks are not offered; outside work happens in the services, not in the engine",
    "transaction": "transactions are not offered",
    "adHocSubProcess": "ad-hoc sub-processes are not offered",
    "complexGateway": "complex gateways are not offered",
    "timeCycle": "cycle timers are not offered; draw the loop, or let the rule's data remind",
    "conditionalEventDefinition": "conditional events are not offered; nothing would look at the condition",
}


@dataclass
class Model:
    """One process or sub-process: its own elements by id and the flows between them."""

    file: str
    id: str
    node: Any
    parent: Model | None
    elements: dict[str, Any] = field(default_factory=dict)
    flows: list[Any] = field(default_factory=list)

    def followers(self, element_id: str) -> list[str]:
        """Where a token may go next, boundary events of the element included."""
        return self._edges.get(element_id, [])

    @cached_property
    def _edges(self) -> dict[str, list[str]]:
        edges: dict[str, list[str]] = {}
        for flow in self.flows:
            edges.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))
        for id_, node in self.elements.items():
            if node.get("attachedToRef"):
                edges.setdefault(node.get("attachedToRef"), []).append(id_)
        return edges

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, Any]]:
        for id_, node in self.elements.items():
            if kind(node) in kinds:
                yield id_, node


def kind(node: Any) -> str:
    """The tag without its namespace."""
    return str(etree.QName(node).localname)


def children(node: Any) -> Iterator[Any]:
    """Child elements of the BPMN namespace."""
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).namespace == BPMN:
            yield child


def models_in(file: str, tree: Any) -> Iterator[Model]:
    """Every process of a file and every sub-process drawn inside one."""
    for process in tree.getroot().iter(f"{{{BPMN}}}process"):
        yield from _model(file, process, None)


def _model(file: str, node: Any, parent: Model | None) -> Iterator[Model]:
    model = Model(file, node.get("id", ""), node, parent)
    for child in children(node):
        if kind(child) == "sequenceFlow":
            model.flows.append(child)
        elif kind(child) in FLOW_NODES:
            model.elements[child.get("id", "")] = child
    yield model
    for _, inner in model.of_kind("subProcess"):
        yield from _model(file, inner, model)
