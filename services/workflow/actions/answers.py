"""What answers may hold before any form is asked: what the journal and the database can keep, in sane amounts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from chassis.errors import FieldProblem
from chassis.fields import is_plain

MOST_ITEMS = 200
LARGEST_INTEGER = 2**53 - 1
"""Canonical JSON (RFC 8785) says larger ones inexactly."""


def unfit(answers: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """One problem for each value that cannot be kept; nothing is said about the form."""
    return tuple(_unfit(answers, ()))


def _unfit(value: Any, path: tuple[str, ...]) -> Iterator[FieldProblem]:
    if isinstance(value, str):
        if not is_plain(value):
            yield _problem(
                path, "text", "Remove control characters such as U+0000.", "Hapus karakter kendali."
            )
    elif isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) > LARGEST_INTEGER:
            yield _problem(path, "number", "Write a smaller number.", "Tulis angka yang lebih kecil.")
    elif isinstance(value, dict | list):
        yield from _unfit_inside(value, path)


def _unfit_inside(value: dict[str, Any] | list[Any], path: tuple[str, ...]) -> Iterator[FieldProblem]:
    if len(value) > MOST_ITEMS:
        yield _problem(path, "size", f"Send at most {MOST_ITEMS}.", f"Kirim paling banyak {MOST_ITEMS}.")
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in inside:
        if isinstance(name, str) and not is_plain(name):
            yield _problem(
                path, "text", "Remove control characters from the names.", "Hapus karakter kendali."
            )
        else:
            yield from _unfit(inner, (*path, str(name)))


def _problem(path: tuple[str, ...], rule: str, en: str, said_id: str) -> FieldProblem:
    return FieldProblem(".".join(path) or "answers", en, said_id, rule)
