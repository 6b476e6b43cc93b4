"""What no view should have to read: other media, text that is not JSON, values that only look like it."""

from __future__ import annotations

from typing import Any, Never

from flask import json, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from chassis.errors import FieldProblem, InvalidInputError

DEEPEST = 32
BODIES = ("POST", "PUT", "PATCH")


def refuse_unreadable() -> None:
    """Before any view: 415, 413 or 400 for the body, 422 for a query that says one thing twice."""
    if request.endpoint is None:
        return
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise InvalidInputError(
            "Say each part of the query once.",
            id="Sebutkan tiap bagian kueri satu kali saja.",
            fields=tuple(_repeated(name) for name in repeated),
        )
    if request.method in BODIES and request.get_data():
        if not request.is_json:
            raise UnsupportedMediaType
        _refuse_unreadable_json(request.get_data())


def _refuse_unreadable_json(body: bytes) -> None:
    try:
        value = json.loads(body, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if _depth(value) > DEEPEST:
        raise BadRequest


def _depth(value: Any) -> int:
    """How deep the nesting goes; level by level, because a call a level could run out of stack."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


def _not_json(name: str) -> Never:
    raise ValueError(f"{name} is no JSON")


def _repeated(name: str) -> FieldProblem:
    return FieldProblem(name, "This is said twice.", "Ini disebut dua kali.", rule="once")
