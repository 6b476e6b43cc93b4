"""Whether a form can be deployed: JSON Schema 2020-12, closed, and only extensions that somebody reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from workflow.domain.facts import FactKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Found = Iterator[tuple[str, str]]
"""Where in the form, and what is wrong there."""


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "it must be a text"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "it must be true or false"


def _fact(value: Any) -> str | None:
    return None if value in set(FactKind) else f"there is no kind of fact {value!r}"


def _variable(value: Any) -> str | None:
    sound = isinstance(value, str) and value.isascii() and value.isidentifier()
    return None if sound else f"{value!r} cannot be the name of a variable"


def _choices(value: Any) -> str | None:
    titles = value.values() if isinstance(value, dict) else [None]
    both = all(isinstance(title, dict) and {"id", "en"} <= title.keys() for title in titles)
    return None if both else "each choice needs a title in both languages: id and en"


EXTENSIONS: Mapping[str, Callable[[Any], str | None]] = {
    "x-title-en": _text,
    "x-description-en": _text,
    "x-enum-titles": _choices,
    "x-fact": _fact,
    "x-variable": _variable,
    "x-limit-reason": _text,
    "x-free-text": _flag,
}
"""Every extension that the server or a page reads, and what its value must be."""


def problems_of_form(text: str, *, limits: Collection[str]) -> Found:
    """Everything wrong with one form; `limits` are the names that the time limits know."""
    try:
        schema = json.loads(text)
    except ValueError as error:
        yield "file", f"it is not JSON: {error}"
        return
    if not isinstance(schema, dict):
        yield "file", "it must be a JSON object"
        return
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield _place(error.absolute_path), f"it is not JSON Schema 2020-12: {error.message}"
        return
    yield from _closed(schema)
    yield from _extensions(schema, ())
    yield from _limits(schema, limits)


def variables_of_form(text: str) -> Iterator[str]:
    """The variables that the answers of a form give to the engine."""
    for said in _properties(json.loads(text)).values():
        if "x-variable" in said:
            yield said["x-variable"]


def _closed(schema: Mapping[str, Any]) -> Found:
    if schema.get("$schema") != DIALECT:
        yield "$schema", f"it must be {DIALECT}"
    if schema.get("type") != "object":
        yield "type", "a form is an object"
    if schema.get("additionalProperties") is not False:
        yield "additionalProperties", "it must be false: a form takes no unknown field"


def _extensions(value: Any, path: tuple[str | int, ...]) -> Found:
    """Every name that begins with `x-`, however deep; names of fields may begin as they like."""
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _extensions(inner, (*path, number))
    if not isinstance(value, dict):
        return
    names_fields = bool(path) and path[-1] in ("properties", "$defs", "patternProperties", "dependentSchemas")
    for name, inner in value.items():
        if name.startswith("x-") and not names_fields:
            wrong = EXTENSIONS[name](inner) if name in EXTENSIONS else "nothing reads this extension"
            if wrong:
                yield _place((*path, name)), wrong
        elif name not in ("const", "enum", "default", "examples"):
            yield from _extensions(inner, (*path, name))


def _limits(schema: Mapping[str, Any], limits: Collection[str]) -> Found:
    for name, said in _properties(schema).items():
        limit = said.get("x-limit-reason")
        if isinstance(limit, str) and limit not in limits:
            yield _place(("properties", name, "x-limit-reason")), f"no rule has the limit {limit!r}"


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found = schema.get("properties", {})
    return {name: said for name, said in found.items() if isinstance(said, dict)}


def _place(path: Any) -> str:
    return ".".join(map(str, path)) or "file"
