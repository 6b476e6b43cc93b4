"""Small procedures that can be deployed: one model, a form or two, and the real time limits and calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.drawing import Process, drawn
from tests.workflow.conftest import BPMN
from workflow.actions.procedure import procedure_files
from workflow.domain.law import CALENDAR_FILE, RULES_FILE

Files = dict[str, str]


def a_form(**properties: Any) -> str:
    """A form with a choice, and these fields beside it."""
    choice = {"type": "string", "x-variable": "decision"}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {"decision": choice, **properties},
    }
    return json.dumps(schema)


def a_model(script: str = "outcome = decision", *, first: str | None = None) -> str:
    """Start, perhaps a script, the task `study` of the election supervisors, a script, end."""
    process = Process("handling", lanes={"bawaslu": ["study"]})
    begin = [] if first is None else [process.script("prepare", first)]
    task = process.task("study", form="study", limit="initial_study")
    process.chain(process.start(), *begin, task, process.script("conclude", script), process.end())
    return drawn(process).decode()


def a_procedure(changes: Mapping[str, str | None] | None = None) -> Files:
    """The files of a procedure that can be deployed; None takes a file away."""
    real = procedure_files(BPMN)
    files: dict[str, str | None] = {
        "handling.bpmn": a_model(),
        "forms/study.json": a_form(),
        RULES_FILE: real[RULES_FILE],
        CALENDAR_FILE: real[CALENDAR_FILE],
        **(changes or {}),
    }
    return {name: text for name, text in files.items() if text is not None}


def with_holidays(files: Files, *days: str, kind: str = "holiday", edition: str = "test") -> Files:
    """The same procedure after a decree that takes these days off."""
    calendar = json.loads(files[CALENDAR_FILE])
    off = [{"day": day, "kind": kind, "name": "Libur menurut keputusan"} for day in days]
    decree = {"decided_on": "2024-01-01", "basis": "Keputusan", "days": off}
    changed = {**calendar, "version": edition, "decrees": [*calendar["decrees"], decree]}
    return {**files, CALENDAR_FILE: json.dumps(changed)}
