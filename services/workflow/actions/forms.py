"""Task forms: a JSON Schema each, checked on the server, and read for facts, flags and free text.

Extensions of a schema's properties: `x-fact` names the kind of fact a value records, `x-variable` the engine
variable a choice is copied to, `x-free-text` keeps a text out of the journal, which holds its digest only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from chassis.canonical import canonical
from chassis.errors import FieldProblem, InvalidInputError
from workflow.actions.answers import unfit
from workflow.domain.facts import Fact, FactKind, fact_from_value
from workflow.domain.zones import Zone

CACHED_FORMS = 512
LONGEST_MESSAGE = 300
"""The library quotes what was sent."""
LATENESS_REASON = "x-limit-reason"
LARGEST_DRAFT = 200_000
"""Bytes of canonical JSON; the longest real form with its reasons stays far below."""


@dataclass(frozen=True)
class FilledForm:
    """Checked answers, taken apart: what the journal keeps, what the clock, the engine and people need."""

    answers: Mapping[str, Any]
    facts: tuple[Fact, ...]
    variables: Mapping[str, Any]
    texts: Mapping[str, str]
    lateness_reason: str | None

    @property
    def decision(self) -> str | None:
        """The choice that decides where the procedure goes on, None where the task offers none."""
        return self.answers.get("decision")


class Form:
    """One schema, compiled once."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
        self._validator = Draft202012Validator(schema, format_checker=FormatChecker())

    @property
    def limits_to_explain(self) -> tuple[str, ...]:
        """The limits whose passing asks for a reason on this form."""
        return tuple(said[LATENESS_REASON] for said in self._properties.values() if LATENESS_REASON in said)

    def fill(self, answers: Mapping[str, Any], *, office: Zone) -> FilledForm:
        """Raises InvalidInputError naming every field that breaks the schema; nothing unknown passes."""
        problems = unfit(answers) or tuple(map(_problem, self._validator.iter_errors(answers)))
        if problems:
            raise InvalidInputError(
                "The form cannot be accepted as it is; see errors.",
                id="Formulir belum dapat diterima; lihat errors.",
                fields=problems,
            )
        return FilledForm(
            answers={name: value for name, value in answers.items() if not self._has(name, "x-free-text")},
            facts=tuple(
                fact_from_value(FactKind(self._properties[name]["x-fact"]), value, office=office)
                for name, value in answers.items()
                if self._has(name, "x-fact")
            ),
            variables={
                self._properties[name]["x-variable"]: value
                for name, value in answers.items()
                if self._has(name, "x-variable")
            },
            texts={name: value for name, value in answers.items() if self._has(name, "x-free-text")},
            lateness_reason=next(self._reasons(answers), None),
        )

    def refuse_as_draft(self, answers: Mapping[str, Any]) -> None:
        """Raises InvalidInputError for what could never become part of an answer; what is missing may come later."""
        problems = unfit(answers) or _too_large(answers) or tuple(self._foreign(answers))
        if problems:
            raise InvalidInputError(
                "This cannot be kept as a draft of the form; see errors.",
                id="Ini tidak dapat disimpan sebagai draf formulir; lihat errors.",
                fields=problems,
            )

    def _foreign(self, answers: Mapping[str, Any]) -> Iterator[FieldProblem]:
        """Names that the form does not have and values of another type; an emptied field may be null."""
        for error in self._validator.iter_errors(answers):
            emptied = error.validator == "type" and error.instance is None
            if error.validator in ("additionalProperties", "type") and not emptied:
                yield _problem(error)

    def _has(self, name: str, extension: str) -> bool:
        return extension in self._properties.get(name, {})

    def _reasons(self, answers: Mapping[str, Any]) -> Iterator[str]:
        yield from (value for name, value in answers.items() if self._has(name, LATENESS_REASON))


@lru_cache(maxsize=CACHED_FORMS)
def _form(text: str) -> Form:
    return Form(json.loads(text))


def form_of(files: Mapping[str, str], name: str) -> Form:
    """The form of this name in a version of the procedure; versions that share a form share its parse."""
    return _form(files[f"forms/{name}.json"])


def _too_large(answers: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    if len(canonical(answers)) <= LARGEST_DRAFT:
        return ()
    en = f"A draft holds at most {LARGEST_DRAFT} bytes. Shorten the longest text."
    said_id = f"Draf paling besar {LARGEST_DRAFT} bita. Pendekkan teks yang terpanjang."
    return (FieldProblem("answers", en, said_id, "size"),)


def _problem(error: ValidationError) -> FieldProblem:
    """The library speaks English; the rule and its value are said in Indonesian beside it."""
    field = ".".join(map(str, error.absolute_path)) or "answers"
    if error.schema is False:
        return FieldProblem(
            field,
            "This does not go with the choice that was made. Leave it out, or choose otherwise.",
            "Ini tidak sesuai dengan pilihan yang dibuat. Kosongkan, atau pilih yang lain.",
            "not-with-this-choice",
        )
    value = error.validator_value
    said = value if isinstance(value, str | int | bool) else json.dumps(value, ensure_ascii=False)
    return FieldProblem(
        field=field,
        en=error.message
        if len(error.message) <= LONGEST_MESSAGE
        else f"{error.message[:LONGEST_MESSAGE]}...",
        id=f"Tidak sesuai aturan {error.validator}: {said}",
        rule=str(error.validator),
    )
