"""Reads a file of real cases and refuses what cannot be, naming the case and the field, before anything is started."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from console.errors import StartError
from console.replay_order import COMES_AFTER, impossible_pairs
from console.replay_places import Place, UnknownProvinceError, place_of

DATA = Path(__file__).with_name("data")
SCHEMA = DATA / "real-cases.schema.json"
SAMPLE = DATA / "sample-cases.json"
EARLIEST_YEAR = 2000
LONGEST_SHOWN = 60
DATES = ("date_of_act", *COMES_AFTER)
"""Every field that dates something, in the order of the procedure."""
_KINDS = {
    "string": "text",
    "null": "null",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
}


class FileError(StartError):
    """The file cannot be replayed; the message names the case and the field."""


@dataclass(frozen=True)
class RealCase:
    """One case as the file tells it; a date or a text that it does not give is absent."""

    id: str
    place: Place
    dates: Mapping[str, date]
    told: Mapping[str, Any]

    @property
    def is_finding(self) -> bool:
        return bool(self.told["origin"] == "temuan")

    def text(self, field: str) -> str:
        """Empty where the file says nothing."""
        return str(self.told.get(field) or "")


def read_cases(path: Path, *, today: date) -> tuple[RealCase, ...]:
    """Every case of the file, or FileError for the first thing in it that cannot be."""
    content = _content(path)
    for error in sorted(
        _validator().iter_errors(content), key=lambda found: list(map(str, found.absolute_path))
    ):
        raise FileError(f"{path.name}: {_sentence(error, content)}")
    cases: list[RealCase] = []
    for told in content["cases"]:
        if told["case_id"] in {case.id for case in cases}:
            raise FileError(f"{path.name}: case {told['case_id']}, field case_id: two cases have this id.")
        cases.append(_case(path, told, today))
    return tuple(cases)


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    except RecursionError:
        raise FileError(f"{path.name} is nested too deeply to be a file of cases.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise FileError(f"{path.name} is not JSON: {error.msg} ({where}).") from error


def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(formats=["date"]))


def _sentence(error: ValidationError, content: Any) -> str:
    path = list(error.absolute_path)
    problem, missing = _problem(error)
    fields = [str(part) for part in path] + missing
    if path[:1] != ["cases"] or len(path) < 2:  # noqa: PLR2004 - `cases`, and which of them
        return f"field {'.'.join(fields) or 'top level'}: {problem}."
    return f"case {_name(content, path[1])}, field {'.'.join(fields[2:]) or 'case'}: {problem}."


def _name(content: Any, index: Any) -> str:
    case = content["cases"][index]
    said = case.get("case_id") if isinstance(case, dict) else None
    return said if isinstance(said, str) and said.strip() else f"number {index + 1}"


def _problem(error: ValidationError) -> tuple[str, list[str]]:
    """What is wrong, and the name of a field that is not there."""
    given = json.dumps(error.instance, ensure_ascii=False)
    shown = given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}..."
    wanted: Any = error.validator_value
    if error.validator == "required":
        # One error for each missing field; which it is stands in the message alone.
        return "it is missing; write null where the sources do not tell", [error.message.split("'")[1]]
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"{shown} is not {' or '.join(_KINDS[kind] for kind in kinds)}", []
    if error.validator == "enum":
        return f"{shown} is not one of {', '.join(wanted)}", []
    if error.validator == "format":
        return f"{shown} is not an existing day such as 2024-03-08", []
    if error.validator == "const":
        return f"{shown} is not {json.dumps(wanted)}, the only version this program reads", []
    return f"{shown} breaks the rule {error.validator} {json.dumps(wanted)}", []


def _case(path: Path, told: Mapping[str, Any], today: date) -> RealCase:
    dates = {field: date.fromisoformat(told[field]) for field in DATES if told[field] is not None}
    for field, problem in _impossible(dates, today):
        raise FileError(f"{path.name}: case {told['case_id']}, field {field}: {problem}.")
    try:
        place = place_of(told["province"], told["regency_city"])
    except UnknownProvinceError:
        raise FileError(
            f"{path.name}: case {told['case_id']}, field province: {told['province']!r} is not a province of Indonesia."
        ) from None
    return RealCase(told["case_id"], place, dates, told)


def _impossible(dates: Mapping[str, date], today: date) -> Iterator[tuple[str, str]]:
    for field, day in dates.items():
        if day > today:
            yield field, f"{day} lies in the future"
        if day.year < EARLIEST_YEAR:
            yield field, f"{day} is before the year {EARLIEST_YEAR}"
    for field, earlier in impossible_pairs(dates):
        yield field, f"{dates[field]} is before {earlier} ({dates[earlier]}); one of the two must be wrong"
