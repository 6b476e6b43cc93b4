"""The rules of bpmnlint that decide what a drawing does, for a service that has no Node.js to ask.

What concerns its looks alone (labels, overlaps, the diagram itself) is left to `make check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflow.engine.documents import BPMN, document
from workflow.engine.errors import ModelProblem
from workflow.engine.models import Model, children, kind, models_in

Found = Iterator[tuple[str, str]]
"""An element, and what is wrong with it."""


def lint(files: Mapping[str, bytes]) -> list[ModelProblem]:
    """Every breach in model files that `definition_of` accepts."""
    models = [model for name, content in files.items() for model in models_in(name, document(name, content))]
    return [
        ModelProblem(model.file, element, f"{said} ({rule})")
        for model in models
        for rule, check in RULES.items()
        for element, said in check(model)
    ]


def _start_required(model: Model) -> Found:
    if not any(model.of_kind("startEvent")):
        yield model.id, "it has no start event"


def _single_start(model: Model) -> Found:
    blank = [id_ for id_, node in model.of_kind("startEvent") if not _definitions(node)]
    for id_ in blank[1:]:
        yield id_, f"{blank[0]!r} starts {model.id!r} already"


def _typed_start(model: Model) -> Found:
    """A sub-process that an event starts says by which; any other starts when a token comes in."""
    if model.parent is None:
        return
    by_event = model.node.get("triggeredByEvent") == "true"
    for id_, node in model.of_kind("startEvent"):
        if by_event and not _definitions(node):
            yield id_, "the start of an event sub-process names its event"
        if not by_event and _definitions(node):
            yield id_, "a sub-process that a token comes into has a blank start"


def _end_required(model: Model) -> Found:
    if not any(model.of_kind("endEvent")):
        yield model.id, "it has no end event"


def _implicit_end(model: Model) -> Found:
    for id_, node in model.elements.items():
        if not _outgoing(model, id_) and kind(node) != "endEvent" and not _is_by_event(node):
            yield id_, "a token ends here, and no end event says so"


def _implicit_split(model: Model) -> Found:
    for id_, node in model.elements.items():
        if len(_outgoing(model, id_)) > 1 and not _is_gateway(node):
            yield id_, "it splits the token in two; draw a gateway"


def _fake_join(model: Model) -> Found:
    for id_, node in model.elements.items():
        if len(_incoming(model, id_)) > 1 and not _is_gateway(node) and kind(node) != "endEvent":
            yield id_, "what looks like a join runs once for each token; draw a gateway"


def _join_and_fork(model: Model) -> Found:
    for id_, node in model.elements.items():
        if _is_gateway(node) and len(_incoming(model, id_)) > 1 and len(_outgoing(model, id_)) > 1:
            yield id_, "one gateway joins and forks; draw two"


def _superfluous(model: Model) -> Found:
    for id_, node in model.elements.items():
        if _is_gateway(node) and len(_incoming(model, id_)) == 1 == len(_outgoing(model, id_)):
            yield id_, "the gateway neither joins nor forks"


def _conditions(model: Model) -> Found:
    for id_, node in model.of_kind("exclusiveGateway", "inclusiveGateway"):
        flows = _outgoing(model, id_)
        bare = [flow for flow in flows if not any(kind(c) == "conditionExpression" for c in children(flow))]
        for flow in bare if len(flows) > 1 else []:
            if flow.get("id") != node.get("default"):
                yield flow.get("id", id_), "a flow out of a choice has a condition or is the default one"


def _repeated_flows(model: Model) -> Found:
    seen = set()
    for flow in model.flows:
        ends = flow.get("sourceRef"), flow.get("targetRef")
        if ends in seen:
            yield flow.get("id", "sequenceFlow"), f"another flow leads from {ends[0]!r} to {ends[1]!r}"
        seen.add(ends)


def _single_definition(model: Model) -> Found:
    for id_, node in model.elements.items():
        if len(_definitions(node)) > 1:
            yield id_, "an event has one definition at most"


RULES: Mapping[str, Callable[[Model], Found]] = {
    "start-event-required": _start_required,
    "single-blank-start-event": _single_start,
    "sub-process-start-event": _typed_start,
    "end-event-required": _end_required,
    "no-implicit-end": _implicit_end,
    "no-implicit-split": _implicit_split,
    "fake-join": _fake_join,
    "no-gateway-join-fork": _join_and_fork,
    "superfluous-gateway": _superfluous,
    "conditional-flows": _conditions,
    "no-duplicate-sequence-flows": _repeated_flows,
    "single-event-definition": _single_definition,
}


def _outgoing(model: Model, element: str) -> list[Any]:
    return [flow for flow in model.flows if flow.get("sourceRef") == element]


def _incoming(model: Model, element: str) -> list[Any]:
    return [flow for flow in model.flows if flow.get("targetRef") == element]


def _is_gateway(node: Any) -> bool:
    return kind(node).endswith("Gateway")


def _is_by_event(node: Any) -> bool:
    return bool(node.get("triggeredByEvent") == "true")


def _definitions(node: Any) -> list[Any]:
    return [
        child
        for child in node
        if isinstance(child.tag, str)
        and child.tag.startswith(f"{{{BPMN}}}")
        and kind(child).endswith("EventDefinition")
    ]
