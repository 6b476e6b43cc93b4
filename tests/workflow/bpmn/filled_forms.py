"""Fills the forms of a run: what a test gives, and the least that the form asks beyond it."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.workflow.bpmn.drawings import MODELS

UNKNOWN = {"at": None}
WORDS = "Sesuai dokumen."


@cache
def form_named(name: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads((MODELS / "forms" / f"{name}.json").read_text("utf-8"))
    return form


def variables_from(name: str, given: Mapping[str, object]) -> dict[str, Any]:
    """What the engine is told of a filled form; a form that would be refused fails the test."""
    form = form_named(name)
    answer = filled(form, given)
    Draft202012Validator(form, format_checker=FormatChecker()).validate(answer)
    fields = form["properties"]
    return {fields[id_]["x-variable"]: value for id_, value in answer.items() if "x-variable" in fields[id_]}


def filled(form: Mapping[str, Any], given: Mapping[str, object]) -> dict[str, Any]:
    """The given fields and the least that the form requires beside them."""
    answer = {id_: _least(form, form["properties"][id_]) for id_ in form["required"] if id_ not in given}
    answer |= given
    for id_ in _required_by(form, answer):
        if id_ not in answer:
            answer[id_] = _least(form, form["properties"][id_])
    return answer


def _required_by(form: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    for rule in form.get("allOf", []):
        if Draft202012Validator(rule["if"]).is_valid(answer):
            yield from rule["then"].get("required", [])


def _least(form: Mapping[str, Any], field: Mapping[str, Any]) -> Any:
    if field.get("$ref") == "#/$defs/fact":
        return UNKNOWN
    if field.get("$ref") == "#/$defs/part":
        return {"present": True}
    if field["type"] == "object":
        return {id_: _least(form, field["properties"][id_]) for id_ in field["required"]}
    return {"boolean": False, "string": WORDS}[field["type"]]
