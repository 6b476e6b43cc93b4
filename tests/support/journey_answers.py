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
    "completion": "completed",
    "preliminary_decision": "closed",
    "tracing": "closed",
    "inquiry": "evidence_enough",
    "discussion_2": "crime",
    "plenary": "forward",
    "police_investigation": "suspects_named",
    "suspect_examination": "file",
    "suspect_wanted": "found",
    "file_check": "complete",
    "file_recheck": "complete",
    "hand_over": "handed_over",
    "court_transfer": "transferred",
    "verdict": "convicted",
    "discussion_4": "accept",
    "appeal_filing": "filed",
    "kpu_follow_up": "followed_up",
    "signature": "concurring",
    "limit_passed": "continue",
}
FACT, PART = "#/$defs/fact", "#/$defs/part"


def answers_to(
    schema: Mapping[str, Any], *, choice: str | None, today: str, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers that meet `schema`, make this choice and contain what is given."""
    answers: dict[str, Any] = {}
    for name in schema["required"]:
        answers[name] = _answer(schema["properties"][name], choice=choice, today=today)
    answers |= given or {}
    for name in _asked_by_choice(schema, answers):
        if name not in answers:
            answers[name] = _answer(schema["properties"][name], choice=choice, today=today)
    return answers


def _asked_by_choice(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    """What only some choices require."""
    for rule in schema.get("allOf", []):
        if Draft202012Validator(rule["if"]).is_valid(answers):
            yield from rule["then"].get("required", [])


def _answer(field: Mapping[str, Any], *, choice: str | None, today: str) -> Any:
    if field.get("$ref") == FACT:
        return {"at": today, "document": f"{field['x-fact']}/{today}" if "x-fact" in field else None}
    if field.get("$ref") == PART:
        return {"present": True}
    if "enum" in field:
        assert choice in field["enum"], f"no choice among {field['enum']} was made"
        return choice
    if field["type"] == "object":
        return answers_to(field, choice=choice, today=today)
    return {"boolean": False, "array": []}.get(field["type"], WORDS)
