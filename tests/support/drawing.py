"""Draws small BPMN models in a few words, for tests of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' id="d" targetNamespace="http://tests">'
)


@dataclass
class Process:
    """One process (or sub-process) under the pen; `then` adds an element and a flow to it."""

    id: str
    parts: list[str] = field(default_factory=list)
    flows: int = 0
    messages: list[str] = field(default_factory=list)
    lanes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, tag: str, id_: str, inner: str = "", **attributes: str) -> str:
        """An element without a flow; gives its id back."""
        said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{id_}"{said}>{inner}</bpmn:{tag}>')
        return id_

    def flow(self, source: str, target: str, condition: str | None = None, id_: str | None = None) -> str:
        self.flows += 1
        id_ = id_ or f"{self.id}_f{self.flows}"
        inner = "" if condition is None else element("conditionExpression", condition)
        self.parts.append(
            f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
        return id_

    def chain(self, *ids: str) -> None:
        for source, target in pairwise(ids):
            self.flow(source, target)

    def start(self, id_: str = "") -> str:
        return self.add("startEvent", id_ or f"{self.id}_start")

    def end(self, id_: str = "", inner: str = "") -> str:
        return self.add("endEvent", id_ or f"{self.id}_end", inner)

    def terminate(self, id_: str) -> str:
        return self.end(id_, "<bpmn:terminateEventDefinition/>")

    def task(self, id_: str, inner: str = "", **properties: str) -> str:
        """A user task; keywords become its properties."""
        said = "".join(
            f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>"
            for name, value in properties.items()
        )
        extension = (
            f"<bpmn:extensionElements><spiffworkflow:properties>{said}</spiffworkflow:properties>"
            "</bpmn:extensionElements>"
        )
        return self.add("userTask", id_, (extension if properties else "") + inner, name=id_.title())

    def script(self, id_: str, script: str) -> str:
        return self.add("scriptTask", id_, element("script", script))

    def call(self, id_: str, called: str, inner: str = "") -> str:
        return self.add("callActivity", id_, inner, calledElement=called)

    def choice(self, id_: str, default: str) -> str:
        """An exclusive gateway; `default` is the id of its default flow."""
        return self.add("exclusiveGateway", id_, default=default)

    def timer(self, id_: str, at: str, duration: str, *, interrupting: bool = False) -> str:
        """A boundary timer on element `at`."""
        return self.add(
            "boundaryEvent",
            id_,
            timer_definition(duration),
            attachedToRef=at,
            cancelActivity="true" if interrupting else "false",
        )

    def message(self, id_: str, at: str, message: str, *, interrupting: bool = False) -> str:
        """A boundary event on element `at` that catches this BPMN message."""
        self.messages.append(message)
        return self.add(
            "boundaryEvent",
            id_,
            f'<bpmn:messageEventDefinition messageRef="m_{slug(message)}"/>',
            attachedToRef=at,
            cancelActivity="true" if interrupting else "false",
        )

    def catch_timer(self, id_: str, duration: str) -> str:
        return self.add("intermediateCatchEvent", id_, timer_definition(duration))

    def catch_message(self, id_: str, message: str, tag: str = "intermediateCatchEvent") -> str:
        self.messages.append(message)
        return self.add(tag, id_, f'<bpmn:messageEventDefinition messageRef="m_{slug(message)}"/>')

    def inner_process(self, inner: Process, *, by_event: bool = False) -> str:
        """Draw another process inside this one as a sub-process."""
        self.messages.extend(inner.messages)
        attributes = {"triggeredByEvent": "true"} if by_event else {}
        return self.add("subProcess", inner.id, "".join(inner.parts), **attributes)


def straight(id_: str, *task_ids: str) -> Process:
    """Start -> tasks -> end."""
    process = Process(id_)
    process.chain(process.start(), *map(process.task, task_ids), process.end())
    return process


def drawn(*processes: Process) -> bytes:
    """One BPMN file with these processes."""
    messages = sorted({message for process in processes for message in process.messages})
    said = "".join(f'<bpmn:message id="m_{slug(name)}" name="{name}"/>' for name in messages)
    return f"{HEAD}{said}{''.join(map(_process, processes))}</bpmn:definitions>".encode()


def _process(process: Process) -> str:
    lanes = "".join(_lane(name, members) for name, members in process.lanes.items())
    lane_set = f'<bpmn:laneSet id="{process.id}_lanes">{lanes}</bpmn:laneSet>' if lanes else ""
    return f'<bpmn:process id="{process.id}" isExecutable="true">{lane_set}{"".join(process.parts)}</bpmn:process>'


def _lane(name: str, members: Iterable[str]) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
    return f'<bpmn:lane id="lane_{name}" name="{name}">{refs}</bpmn:lane>'


def timer_definition(duration: str) -> str:
    return f"<bpmn:timerEventDefinition>{element('timeDuration', duration)}</bpmn:timerEventDefinition>"


def each_of(collection: str, item: str) -> str:
    """Parallel multi-instance over a list."""
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
        f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def times(count: int) -> str:
    """Parallel multi-instance, a fixed number of times."""
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def element(tag: str, text: str) -> str:
    return f"<bpmn:{tag}>{escape(text)}</bpmn:{tag}>"


def slug(message: str) -> str:
    return message.replace(".", "_")
