"""Our own checks of the models: what SpiffWorkflow would drop, loop on or report in misleading words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from workflow.engine.documents import BPMN
from workflow.engine.errors import ExpressionError, ModelProblem
from workflow.engine.expressions import assignments, parsed
from workflow.engine.models import CALLING, CATCHING, HUMAN, UNSUPPORTED, Model, kind
from workflow.engine.timers import limit_named

EXTENSION = "http://spiffworkflow.org/bpmn/schema/1.0/core"
Problems = Iterator[ModelProblem]


def problems_of(models: Sequence[Model]) -> list[ModelProblem]:
    """Everything wrong with a set of models, call structure first; later checks need it sound."""
    structural = [problem for check in (_repeated, _flows, _unsupported, _calls) for problem in check(models)]
    if structural:
        return structural
    checks = (_call_cycles, _unreachable, _expressions, _event_sub_processes, _inclusive_joins)
    found = [problem for check in checks for problem in check(models)]
    return found or list(_idle_circles(models))


def _repeated(models: Sequence[Model]) -> Problems:
    first: dict[str, str] = {}
    for model in models:
        if model.parent is None and first.setdefault(model.id, model.file) != model.file:
            said = f"this process is drawn in {first[model.id]} already"
            yield ModelProblem(model.file, model.id, said)


def _flows(models: Sequence[Model]) -> Problems:
    for model in models:
        for flow in model.flows:
            for end in ("sourceRef", "targetRef"):
                if flow.get(end) not in model.elements:
                    said = f"{end} {flow.get(end)!r} is no element of {model.id!r}"
                    yield ModelProblem(model.file, flow.get("id", "sequenceFlow"), said)


def _unsupported(models: Sequence[Model]) -> Problems:
    for model in models:
        if model.parent is not None:
            continue
        for tag, reason in UNSUPPORTED.items():
            for node in model.node.iter(f"{{{BPMN}}}{tag}"):
                yield ModelProblem(model.file, element_id(node), reason)
        for node in model.node.iter():
            if node.get("parallelMultiple") == "true":
                yield ModelProblem(model.file, element_id(node), "parallel multiple events are not offered")


def _calls(models: Sequence[Model]) -> Problems:
    known = {model.id for model in models if model.parent is None}
    for model in models:
        for id_, node in model.of_kind("callActivity"):
            if node.get("calledElement") not in known:
                said = f"calls process {node.get('calledElement')!r}, which no file of the set defines"
                yield ModelProblem(model.file, id_, said)


def _call_cycles(models: Sequence[Model]) -> Problems:
    by_id = {model.id: model for model in models}
    calls = {model.id: [called for _, called in _called(model)] for model in models}
    for model in models:
        for id_, called in _called(model):
            if model.id in _reachable([called], calls.__getitem__):
                said = f"process {called!r} calls itself, directly or through others; it would never return"
                yield ModelProblem(by_id[model.id].file, id_, said)


def _called(model: Model) -> Iterator[tuple[str, str]]:
    for id_, node in model.of_kind(*CALLING):
        yield id_, node.get("calledElement") if kind(node) == "callActivity" else id_


def _reachable(first: Sequence[str], followers: Callable[[str], Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(first)
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(followers(at))
    return seen


def _starts(model: Model) -> list[str]:
    events = [id_ for id_, _ in model.of_kind("startEvent")]
    by_event = [id_ for id_, node in model.of_kind("subProcess") if node.get("triggeredByEvent") == "true"]
    return events + by_event


def _unreachable(models: Sequence[Model]) -> Problems:
    for model in models:
        for lost in sorted(model.elements.keys() - _reachable(_starts(model), model.followers)):
            yield ModelProblem(model.file, lost, "no flow leads here from a start event")


def _expressions(models: Sequence[Model]) -> Problems:
    """In the whole file: messages and signals are said outside the processes, their payloads with them."""
    files = {model.file: model.node.getroottree().getroot() for model in models}
    for file, root in files.items():
        for node in root.iter():
            check = CHECKED_TEXT.get(node.tag)
            if check is None:
                continue
            try:
                check(node.text or "")
            except ExpressionError as error:
                yield ModelProblem(file, element_id(node), str(error))


def _timer(expression: str) -> None:
    if limit_named(expression) is None:
        parsed(expression)


CHECKED_TEXT: Mapping[str, Callable[[str], object]] = {
    f"{{{BPMN}}}conditionExpression": parsed,
    f"{{{BPMN}}}completionCondition": parsed,
    f"{{{BPMN}}}loopCondition": parsed,
    f"{{{BPMN}}}loopCardinality": parsed,
    f"{{{BPMN}}}script": assignments,
    f"{{{BPMN}}}timeDuration": _timer,
    f"{{{BPMN}}}timeDate": _timer,
    f"{{{BPMN}}}messagePath": parsed,
    f"{{{EXTENSION}}}messagePayload": parsed,
    f"{{{EXTENSION}}}payloadExpression": parsed,
    f"{{{EXTENSION}}}expression": parsed,
    f"{{{EXTENSION}}}preScript": assignments,
    f"{{{EXTENSION}}}postScript": assignments,
}


def element_id(node: Any) -> str:
    """The nearest id at or above a node; a condition has none of its own."""
    while node is not None:
        if node.get("id") and kind(node) != "formalExpression" and not kind(node).endswith("Definition"):
            return str(node.get("id"))
        node = node.getparent()
    return "definitions"


def _event_sub_processes(models: Sequence[Model]) -> Problems:
    called = {node.get("calledElement") for model in models for _, node in model.of_kind("callActivity")}
    for model in models:
        for id_, node in model.of_kind("subProcess"):
            if node.get("triggeredByEvent") != "true":
                continue
            if model.parent is not None or model.id in called:
                said = "SpiffWorkflow wakes event sub-processes of the outermost process only"
                yield ModelProblem(model.file, id_, said)


def _inclusive_joins(models: Sequence[Model]) -> Problems:
    for model in models:
        for id_, _ in model.of_kind("inclusiveGateway"):
            incoming = [flow for flow in model.flows if flow.get("targetRef") == id_]
            if len(incoming) > 1 and id_ in _reachable(model.followers(id_), model.followers):
                said = "an inclusive join on a cycle fires too early in the second round; use a parallel one"
                yield ModelProblem(model.file, id_, said)


def _idle_circles(models: Sequence[Model]) -> Problems:
    """Cycles that no token ever rests in: they would run until the step's budget is spent."""
    waits = _Waits({model.id: model for model in models})
    for model in models:
        idle = {id_ for id_ in model.elements if not waits.at(model, id_)}
        try:
            TopologicalSorter({id_: idle.intersection(model.followers(id_)) for id_ in idle}).prepare()
        except CycleError as error:
            circle = error.args[1]
            yield ModelProblem(model.file, min(circle), "lies on a cycle in which nothing waits")


class _Waits:
    """Whether a token must rest at an element; a call rests when every way through the called process does."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models
        self._resting: dict[str, bool] = {}

    def at(self, model: Model, element_id_: str) -> bool:
        node = model.elements[element_id_]
        if kind(node) in HUMAN | CATCHING or kind(node) == "boundaryEvent":
            return True
        if kind(node) in CALLING:
            called = node.get("calledElement") if kind(node) == "callActivity" else element_id_
            return self._throughout(self._models[called])
        return False

    def _throughout(self, model: Model) -> bool:
        if model.id not in self._resting:
            passing = [id_ for id_ in _starts(model) if not self.at(model, id_)]
            reached = _reachable(
                passing, lambda id_: [next_ for next_ in model.followers(id_) if not self.at(model, next_)]
            )
            ends = {id_ for id_, _ in model.of_kind("endEvent")}
            self._resting[model.id] = not ends & reached
        return self._resting[model.id]
