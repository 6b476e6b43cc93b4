"""Who says what, and who hears it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

import cases.messages.consumed
import cases.messages.published
import notify.messages.consumed
import notify.messages.published
import workflow.messages.consumed
import workflow.messages.published
from chassis.broker import Queue
from tests.structure.services import ROOT, SERVICES
from workflow.actions.procedure import Procedure

TYPE = re.compile(r"[a-z_]+\.[a-z_]+")
NOUNS = {
    "cases": {"case", "member"},
    "workflow": {"task", "deadline", "process", "fact"},
    "notify": {"notification"},
}
PUBLISHED = {
    "cases": cases.messages.published.AUDIENCE,
    "workflow": workflow.messages.published.AUDIENCE,
    "notify": notify.messages.published.AUDIENCE,
}


def heard() -> dict[str, Queue]:
    procedure = Procedure()
    return {
        "cases": cases.messages.consumed.consumer.queue,
        "workflow": workflow.messages.consumed.subscription(procedure).queue,
        "notify": notify.messages.consumed.consumer.queue,
    }


def said_in(service: str, *folders: str) -> Iterator[str]:
    """Every text in the code that reads like one of our own types."""
    for folder in folders:
        for path in sorted((ROOT / "services" / service / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    noun = node.value.split(".")[0]
                    if TYPE.fullmatch(node.value) and noun in NOUNS[service]:
                        yield node.value


def test_who_must_hear_is_who_listens() -> None:
    spoken: dict[str, set[str]] = {}
    for audience in PUBLISHED.values():
        for queue in audience:
            spoken.setdefault(queue.service, set()).update(queue.bindings)
    assert spoken == {service: set(queue.bindings) for service, queue in heard().items()}


def test_no_service_hears_itself() -> None:
    for service, queue in heard().items():
        own = {f"{noun}.*" for noun in NOUNS[service]}
        assert own.isdisjoint(queue.bindings)


@pytest.mark.parametrize("service", SERVICES)
def test_every_noun_is_sent_to_all_who_hear_its_source(service: str) -> None:
    """A source's sequence has gaps for whoever hears only some of its nouns."""
    for queue in PUBLISHED[service]:
        assert set(queue.bindings) == {f"{noun}.*" for noun in NOUNS[service]}


@pytest.mark.parametrize("service", SERVICES)
def test_every_type_in_the_code_goes_out_under_a_binding(service: str) -> None:
    types = set(said_in(service, "actions", "domain"))
    assert types
    bindings = {binding for queue in PUBLISHED[service] for binding in queue.bindings}
    for type_ in types:
        assert any(fnmatchcase(type_, binding) for binding in bindings), type_


def test_the_types_of_workflow_are_those_in_its_code() -> None:
    assert set(said_in("workflow", "actions", "domain")) == workflow.messages.published.TYPES


def test_every_handled_type_is_one_that_somebody_says() -> None:
    said = {type_ for service in SERVICES for type_ in said_in(service, "actions", "domain")}
    for service in SERVICES:
        for path in (ROOT / "services" / service / "messages").glob("consumed.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "handles":
                    (argument,) = node.args
                    assert isinstance(argument, ast.Constant)
                    assert argument.value in said
