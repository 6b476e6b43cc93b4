"""What a set of models asks of the files beside it: forms, lanes, limits, and the names that expressions read."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.engine.checks import CHECKED_TEXT, EXTENSION, element_id
from workflow.engine.documents import BPMN, document
from workflow.engine.expressions import FUNCTIONS, assignments, parsed
from workflow.engine.models import Model, kind, models_in
from workflow.engine.timers import limit_named

ITEM_NAMES = ("inputDataItem", "outputDataItem")
EVENT_VARIABLES = ("messageVariable", "variableName")


@dataclass(frozen=True)
class Place:
    """An element of a model file, and the name that it mentions there."""

    file: str
    element: str
    name: str


@dataclass(frozen=True)
class DrawnTask:
    """A human task as it is drawn; None for what the drawing leaves out."""

    file: str
    element: str
    lane: str | None
    form: str | None
    role: str | None = None


@dataclass(frozen=True)
class Survey:
    """Everything that names something outside the drawing; `written` are the variables that models set themselves."""

    tasks: tuple[DrawnTask, ...]
    limits: tuple[Place, ...]
    read: tuple[Place, ...]
    written: frozenset[str]


def survey(files: Mapping[str, bytes]) -> Survey:
    """Of model files that `definition_of` accepts."""
    trees = {name: document(name, content) for name, content in files.items()}
    outermost = [
        model for name, tree in trees.items() for model in models_in(name, tree) if model.parent is None
    ]
    return Survey(
        tasks=tuple(task for model in outermost for task in _tasks(model)),
        limits=tuple(place for model in outermost for place in _limits(model)),
        read=tuple(place for model in outermost for place in _read(model)),
        written=frozenset(name for model in outermost for name in _written(model)),
    )


def _tasks(model: Model) -> Iterator[DrawnTask]:
    lanes = {
        (ref.text or "").strip(): lane.get("name")
        for lane in model.node.iter(f"{{{BPMN}}}lane")
        for ref in lane.iter(f"{{{BPMN}}}flowNodeRef")
    }
    for node in model.node.iter(f"{{{BPMN}}}userTask", f"{{{BPMN}}}manualTask"):
        said = _properties(node)
        yield DrawnTask(model.file, element_id(node), _lane(node, lanes), said.get("form"), said.get("role"))


def _lane(node: Any, lanes: Mapping[str, str]) -> str | None:
    """A lane holds what is drawn in it, and all that lies inside a sub-process drawn in it."""
    while node is not None and kind(node) != "process":
        if node.get("id") in lanes:
            return lanes[node.get("id")]
        node = node.getparent()
    return None


def _properties(node: Any) -> dict[str, str]:
    return {
        found.get("name", ""): found.get("value", "")
        for holder in node.findall(f"{{{BPMN}}}extensionElements")
        for found in holder.iter(f"{{{EXTENSION}}}property")
    }


def _limits(model: Model) -> Iterator[Place]:
    for node in model.node.iter(f"{{{BPMN}}}userTask"):
        limit = _properties(node).get("limit")
        if limit is not None:
            yield Place(model.file, element_id(node), limit)
    for node in model.node.iter(f"{{{BPMN}}}timeDuration", f"{{{BPMN}}}timeDate"):
        named = limit_named(node.text or "")
        if named is not None:
            yield Place(model.file, element_id(node), named.name)


def _read(model: Model) -> Iterator[Place]:
    for node in model.node.iter():
        if node.tag not in CHECKED_TEXT:
            continue
        for name in sorted(_names(node)):
            yield Place(model.file, element_id(node), name)
    for node in model.node.iter(f"{{{BPMN}}}loopDataInputRef"):
        yield Place(model.file, element_id(node), (node.text or "").strip())


def _names(node: Any) -> set[str]:
    if CHECKED_TEXT[node.tag] is assignments:
        lines = assignments(node.text or "")
        return {name for line in lines for name in _names_in(parsed(line.expression))}
    if limit_named(node.text or "") is not None:
        return set()
    return set(_names_in(parsed(node.text or "")))


def _names_in(tree: ast.expr) -> Iterable[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - FUNCTIONS.keys()


def _written(model: Model) -> Iterator[str]:
    for node in model.node.iter():
        if CHECKED_TEXT.get(node.tag) is assignments:
            yield from (line.name for line in assignments(node.text or ""))
    for tag in ITEM_NAMES:
        for node in model.node.iter(f"{{{BPMN}}}{tag}"):
            yield node.get("id", "")
    for node in model.node.iter(
        f"{{{BPMN}}}loopDataOutputRef", *(f"{{{EXTENSION}}}{tag}" for tag in EVENT_VARIABLES)
    ):
        yield (node.text or "").strip()
