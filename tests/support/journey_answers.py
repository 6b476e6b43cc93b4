"""What a diligent officer enters in a form: everything it requires, with today as the date of every fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

WORDS = "Sesuai berkas perkara."
# The way of a report to a conviction; a journey names only the turns it takes elsewhere.
MAIN_PATH: Mapping[str, str] = {
    "finding_decision": "found",
    "initial_study": "complete",
    "preliminary_decision": "closed",
    "signature": "concurring",
    "inquiry": "evidence_enough",
    "discussion_2": "crime",
    "plenary": "forward",
    "police_investigation": "suspects_named",
    "appeal_filing": "filed",
    "suspect_examination": "file",
    "file_check": "complete",
    "file_recheck": "complete",
    "hand_over": "handed_over",
    "court_transfer": "transferred",
    "verdict": "convicted",
    "discussion_4": "accept",
    "limit_passed": "continue",
}


def answers_to(schema: Mapping[str, Any], *, choice: str | None, today: str) -> dict[str, Any]:
    """Answers that meet `schema` and make this choice."""
    answers: dict[str, Any] = {}
    for name in schema["required"]:
        answers[name] = _answer(schema["properties"][name], choice=choice, today=today)
    for name in [name for name in _asked_by_choice(schema, answers) if name not in answers]:
        answers[name] = _answer(schema["properties"][name], choice=choice, today=today)
    return answers


def _asked_by_choice(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    """What only some choices require."""
    for rule in schema.get("allOf", []):
        if Draft202012Validator(rule["if"]).is_valid(answers):
            yield from rule["then"].get("required", [])


def _answer(field: Mapping[str, Any], *, choice: str | None, today: str) -> Any:
    if "x-fact" in field:
        return {"at": today, "document": f"{field['x-fact']}/{today}"}
    if "enum" in field:
        assert choice in field["enum"], f"no choice among {field['enum']} was made"
        return choice
    if field.get("$ref") == "#/$defs/part":
        return {"present": True}
    if field["type"] == "object":
        return {
            name: _answer(field["properties"][name], choice=choice, today=today) for name in field["required"]
        }
    return {"boolean": False, "array": []}.get(field["type"], WORDS)
