"""What `workflow` says is what the other two understand, and what they rely on in their own samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cases.domain.case import outcome_of
from chassis.envelope import Event, from_json
from notify.messages import schemas as heard_by_notify
from notify.messages.consumed import consumer as notify
from workflow.messages.published import TYPES

SAMPLES = Path(__file__).parent / "samples"
READ_BY_NOTIFY = {
    "task.created": heard_by_notify.TaskCreated,
    "task.moved": heard_by_notify.TaskCreated,
    "task.completed": heard_by_notify.TaskEnded,
    "task.cancelled": heard_by_notify.TaskEnded,
    "deadline.started": heard_by_notify.DeadlineChanged,
    "deadline.recomputed": heard_by_notify.DeadlineChanged,
    "deadline.approaching": heard_by_notify.DeadlineAlert,
    "deadline.missed": heard_by_notify.DeadlineAlert,
    "deadline.met": heard_by_notify.DeadlineChanged,
    "process.ended": heard_by_notify.ProcessEnded,
}
READ_BY_CASES = {
    "task.completed": {"case_id", "name", "decision"},
    "process.advanced": {"case_id", "stage"},
    "process.ended": {"case_id", "outcome"},
}
OUTCOMES = (
    "not_registered",
    "not_a_finding",
    "stopped",
    "sp3",
    "expired",
    "acquitted",
    "convicted",
    "verdict_not_stated",
    "referred",
    "mixed",
    "cancelled",
)


def sample(folder: str, type_: str) -> Event:
    return from_json((SAMPLES / folder / f"{type_}.json").read_bytes())


def relied_on() -> list[Path]:
    """The samples of our events that `notify` keeps for its own tests."""
    return [
        path
        for path in sorted((SAMPLES / "notify").glob("*.json"))
        if json.loads(path.read_bytes())["source"] == "workflow"
    ]


@pytest.mark.parametrize("type_", sorted(READ_BY_NOTIFY))
def test_notify_reads_what_we_say(type_: str) -> None:
    data: Any = READ_BY_NOTIFY[type_]().load(dict(sample("workflow", type_).data))
    assert str(data["case_id"]) == sample("workflow", type_).subject


def test_every_type_that_notify_handles_is_listed_here() -> None:
    assert {type_ for type_ in TYPES if notify.handler_for(type_)} == set(READ_BY_NOTIFY)


@pytest.mark.parametrize("type_", sorted(READ_BY_CASES))
def test_cases_finds_the_fields_it_reads(type_: str) -> None:
    assert set(sample("workflow", type_).data) >= READ_BY_CASES[type_]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_cases_knows_every_outcome(outcome: str) -> None:
    assert outcome_of(outcome)


@pytest.mark.parametrize("path", relied_on(), ids=lambda path: path.stem)
def test_no_sample_of_notify_relies_on_what_is_not_said(path: Path) -> None:
    event = from_json(path.read_bytes())
    assert event.type in TYPES
    assert set(event.data) <= set(sample("workflow", event.type).data)
