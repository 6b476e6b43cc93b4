"""The engine's variables as people may set them: names that the procedure knows, values that are ids, choices or flags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chassis.errors import FieldProblem, InvalidInputError
from workflow.actions.procedure import FORMS, GIVEN_VARIABLES, Version, models_of
from workflow.actions.taskboard import TRACK_VARIABLE
from workflow.engine import survey

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")
"""An id or a choice; no words, which have their place outside the engine."""
MOST_IN_A_LIST = 200
Choices = Mapping[str, tuple[Any, ...] | None]
"""By the name of a variable what its forms offer; None where any id, choice or flag may stand."""


def refuse_unfit(version: Version, variables: Mapping[str, Any]) -> None:
    """Raises InvalidInputError naming each variable that the version does not know, or whose value cannot be one."""
    known = choices_of(version)
    problems = tuple(problem for name, value in variables.items() for problem in _unfit(known, name, value))
    if problems:
        raise InvalidInputError(
            "These values cannot be set; see errors.",
            id="Nilai-nilai ini tidak dapat dipakai; lihat errors.",
            fields=problems,
        )


def choices_of(version: Version) -> Choices:
    """Every variable that the models and forms of a version write or are given."""
    known: dict[str, tuple[Any, ...] | None] = dict.fromkeys(survey(models_of(version.files)).written)
    known |= dict.fromkeys(GIVEN_VARIABLES)
    written = frozenset(known)
    for name, offered in _offered(version.files):
        before = known.get(name, ())
        closed = name not in written and before is not None and offered is not None
        known[name] = (*(before or ()), *(offered or ())) if closed else None
    return known


def _offered(files: Mapping[str, str]) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
    for name, text in files.items():
        if name.startswith(f"{FORMS}/"):
            for said in json.loads(text).get("properties", {}).values():
                if "x-variable" in said:
                    yield said["x-variable"], _values_of(said)


def _values_of(said: Mapping[str, Any]) -> tuple[Any, ...] | None:
    if "enum" in said:
        return tuple(said["enum"])
    return (True, False) if said.get("type") == "boolean" else None


def _unfit(known: Choices, name: str, value: Any) -> Iterator[FieldProblem]:
    if name == TRACK_VARIABLE:
        yield _problem(
            name, "own-track", "It says whose track this is, and stays.", "Penanda jalur tersangka; tetap."
        )
    elif name not in known:
        yield _problem(
            name,
            "known-variable",
            "The procedure of this case has no such variable. Correct the name.",
            "Prosedur perkara ini tidak mengenal variabel ini. Perbaiki namanya.",
        )
    elif not _is_code(value) and not _is_list_of_codes(value):
        yield _problem(
            name,
            "code",
            "Send an id, a choice or true or false; words do not belong here.",
            "Kirim id, pilihan, atau true/false; teks bebas tidak pada tempatnya di sini.",
        )
    elif (offered := known[name]) is not None and value not in offered:
        said = ", ".join(json.dumps(each) for each in offered)
        yield _problem(name, "choice", f"Choose one of {said}.", f"Pilih salah satu dari {said}.")


def _is_code(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and CODE.fullmatch(value) is not None)


def _is_list_of_codes(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_IN_A_LIST and all(map(_is_code, value))


def _problem(name: str, rule: str, en: str, said_id: str) -> FieldProblem:
    return FieldProblem(f"variables.{name}"[:200], en, said_id, rule)
