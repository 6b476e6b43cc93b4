"""A form is JSON Schema 2020-12, closed, and uses no extension that nobody reads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.workflow.conftest import BPMN
from tests.workflow.procedures import a_form
from workflow.actions.form_check import problems_of_form, variables_of_form

LIMITS = {"trial"}


def places(text: str) -> list[str]:
    return [place for place, _ in problems_of_form(text, limits=LIMITS)]


def changed(**keywords: Any) -> str:
    return json.dumps({**json.loads(a_form()), **keywords})


def test_a_sound_form_passes() -> None:
    fields = {
        "held": {"$ref": "#/$defs/fact", "x-fact": "discussion_1_held", "x-title-en": "Held"},
        "reason": {"type": "string", "x-free-text": True, "x-limit-reason": "trial"},
    }
    assert places(a_form(**fields)) == []


@pytest.mark.parametrize("path", sorted((BPMN / "forms").glob("*.json")), ids=lambda path: path.stem)
def test_every_extension_of_the_real_forms_is_known(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert [place for place, _ in problems_of_form(text, limits=set()) if "x-limit-reason" not in place] == []


@pytest.mark.parametrize("text", ["", "{", "[]", "1"])
def test_what_is_no_object_in_json_is_refused(text: str) -> None:
    assert places(text) == ["file"]


@pytest.mark.parametrize(
    ("keywords", "place"),
    [
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "$schema"),
        ({"type": "array"}, "type"),
        ({"additionalProperties": True}, "additionalProperties"),
        ({"required": "decision"}, "required"),
        ({"properties": {"a": {"type": "texte"}}}, "properties.a.type"),
    ],
)
def test_a_schema_that_is_open_or_not_of_the_dialect_is_refused(keywords: dict[str, Any], place: str) -> None:
    assert places(changed(**keywords)) == [place]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-fact", "lunch_eaten"),
        ("x-variable", "two words"),
        ("x-limit-reason", "lunch"),
        ("x-free-text", "yes"),
        ("x-title-en", ""),
        ("x-enum-titles", {"go": {"id": "Lanjut"}}),
        ("x-colour", "red"),
    ],
)
def test_an_extension_that_nobody_could_read_is_refused_at_its_place(name: str, value: Any) -> None:
    assert places(a_form(field={"type": "string", name: value})) == [f"properties.field.{name}"]


def test_a_field_may_be_called_as_an_extension_would_be() -> None:
    assert places(a_form(**{"x-ray": {"type": "string"}})) == []


def test_the_variables_of_a_form_are_those_of_its_fields() -> None:
    form = a_form(extended={"type": "boolean", "x-variable": "extended"}, notes={"type": "string"})
    assert sorted(variables_of_form(form)) == ["decision", "extended"]
