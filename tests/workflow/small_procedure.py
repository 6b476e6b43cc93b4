"""A procedure small enough to read in one look: a main line, tracks of suspects, joint minutes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.drawing import Process, drawn

AGENCIES = ("bawaslu", "polri", "kejaksaan")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
BPMN = Path(__file__).parents[2] / "bpmn"
LAW = ("time-limits.dmn", "calendars/indonesia.json")
FACT = {
    "type": "object",
    "properties": {"at": {"type": ["string", "null"]}, "document": {"type": ["string", "null"]}},
    "required": ["at"],
    "additionalProperties": False,
}
TEXT = {"type": "string", "x-free-text": True}


def a_fact(kind: str) -> dict[str, Any]:
    return {**FACT, "x-fact": kind}


def a_form(*required: str, **properties: Any) -> str:
    schema = {
        "$schema": DIALECT,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": required,
    }
    return json.dumps(schema)


FORMS = {
    "minutes": a_form(held=a_fact("discussion_3_held")),
    "police-investigation": a_form(suspect_named=a_fact("suspect_named")),
    "file-transfer": a_form(
        file_sent=a_fact("file_sent"), lateness_reason={**TEXT, "x-limit-reason": "investigation"}
    ),
    "verdict": a_form(
        "decision",
        decision={"enum": ["convicted", "acquitted"], "x-variable": "verdict_decision"},
        in_absentia={"type": "boolean"},
        verdict_read=a_fact("verdict_read"),
    ),
    "limit-passed": a_form(reason=TEXT),
    "signature": a_form(
        "stance",
        stance={"enum": ["concurring", "dissenting", "absent"]},
        reasons=TEXT,
        stand_in={
            "type": "object",
            "properties": {"officer": {"type": "string"}, "mandate": {"type": "string"}},
            "additionalProperties": False,
        },
    ),
}


def handling(*, with_tracks: bool) -> Process:
    """The main line, and beside it any number of tracks; older versions of a procedure have none."""
    top = Process("handling")
    top.chain(top.start(), top.call("call_investigation", "investigation"))
    top.chain("call_investigation", top.script("noted", "outcome = 'sp3'"), top.end())
    if not with_tracks:
        return top
    tracks = Process("tracks")
    tracks.messages.append("suspect.named")
    message = '<bpmn:messageEventDefinition messageRef="m_suspect_named"/>'
    tracks.add("startEvent", "named", message, isInterrupting="false")
    tracks.chain("named", tracks.call("call_suspect", "suspect"), tracks.end())
    top.inner_process(tracks, by_event=True)
    return top


def investigation() -> Process:
    process = Process("investigation")
    work = process.task("police_investigation", form="police-investigation", limit="investigation")
    process.timer("police_limit", work, 'limit("investigation")')
    process.chain(
        "police_limit", process.task("limit_passed_police", form="limit-passed"), process.end("told")
    )
    process.chain(process.start(), work, process.end())
    process.lanes = {"polri": [work, "limit_passed_police"]}
    return process


def suspect() -> Process:
    """One suspect: discussion 3 with its signatures, the file, the verdict."""
    process = Process("suspect")
    process.chain(process.start(), process.task("discussion_3", form="minutes"))
    process.chain("discussion_3", process.call("call_signatures", "signatures"))
    process.chain(
        "call_signatures", process.task("file_transfer", form="file-transfer", limit="investigation")
    )
    process.timer("file_limit", "file_transfer", 'limit("investigation", suspect)')
    process.chain(
        "file_limit", process.task("limit_passed_file", form="limit-passed"), process.end("told_file")
    )
    process.chain("file_transfer", process.task("verdict", form="verdict"))
    process.chain("verdict", process.script("said", "suspect_outcome = verdict_decision"), process.end())
    process.lanes = {
        "bawaslu": ["discussion_3"],
        "polri": ["file_transfer", "limit_passed_file"],
        "kejaksaan": ["verdict"],
    }
    return process


def signatures(*agencies: str) -> Process:
    process = Process("signatures")
    process.add("parallelGateway", "fork")
    process.add("parallelGateway", "join")
    for agency in agencies:
        process.chain("fork", process.task(f"signature_{agency}", form="signature"), "join")
        process.lanes[agency] = [f"signature_{agency}"]
    process.chain(process.start(), "fork")
    process.chain("join", process.end())
    return process


def small_procedure(*, signing: tuple[str, ...] = AGENCIES, with_tracks: bool = True) -> dict[str, str]:
    """The files of a version; `signing` names the agencies that its signature process asks."""
    drawings = [handling(with_tracks=with_tracks), investigation()]
    if with_tracks:
        drawings += [suspect(), signatures(*signing)]
    models = {f"{process.id}.bpmn": drawn(process).decode() for process in drawings}
    law = {name: (BPMN / name).read_text(encoding="utf-8") for name in LAW}
    drawn_text = "".join(models.values())
    forms = {f"forms/{name}.json": text for name, text in FORMS.items() if f'"{name}"' in drawn_text}
    return models | forms | law
