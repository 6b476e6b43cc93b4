from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from console.replay_answers import PARTS, SIGNED
from console.replay_plan import INTAKE, plan_of
from console.replay_route import NAMING
from tests.console.replay_cases import a_case

FORMS = Path(__file__).parents[2] / "bpmn" / "forms"
TOLD = (
    {"outcome": "convicted and executed", "verdict_summary": "3 months"},
    {
        "outcome": "convicted, executed",
        "p19_date": "2024-03-04",
        "appeal_result": "upheld",
        "verdict_summary": "bebas",
    },
    {"outcome": "not registered"},
    {"outcome": "not made a finding", "origin": "temuan"},
    {"outcome": "stopped at the second discussion"},
    {"outcome": "stopped by the plenary"},
    {"outcome": "SP3", "police_report_date": "2024-03-01"},
    {"outcome": "SP3", "suspect_named_date": "2024-03-01"},
    {"outcome": "stopped: the file was still incomplete", "p19_date": "2024-03-01"},
    {"outcome": "stopped before the hand-over"},
    {"outcome": "stopped before transfer to court"},
)
"""A case for every way that a file can tell of."""


def form_of(task: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads((FORMS / f"{task.replace('_', '-')}.json").read_text(encoding="utf-8"))
    return form


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told["outcome"])
def test_every_task_is_answered_as_its_form_wants(tmp_path: Path, told: dict[str, Any]) -> None:
    for planned in plan_of(a_case(tmp_path, **told)):
        step = planned.step
        if step.task not in (INTAKE, NAMING):
            errors = [
                error.message
                for error in Draft202012Validator(form_of(step.task)).iter_errors(dict(step.answers))
            ]
            assert not errors, step.task


def test_the_file_that_is_forwarded_has_the_parts_of_the_form() -> None:
    assert list(PARTS) == form_of("forwarding")["properties"]["file"]["required"]


def test_a_signature_is_one_that_the_form_takes() -> None:
    assert Draft202012Validator(form_of("signature")).is_valid(dict(SIGNED))
