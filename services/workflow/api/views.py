"""Domain objects as the API's plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from workflow.domain.incident import Incident
from workflow.domain.instance import Instance
from workflow.domain.journal import Entry
from workflow.domain.task import HumanTask
from workflow.storage.deadlines import Deadline
from workflow.storage.facts import RecordedFact


def process_view(instance: Instance, tasks: Iterable[HumanTask], incident: Incident | None) -> dict[str, Any]:
    """Where a case stands, with what it waits for, or what it is stuck on."""
    return {**asdict(instance), "tasks": list(tasks), "incident": incident}


def fact_view(recorded: RecordedFact) -> dict[str, Any]:
    """A fact with its place in the history."""
    return {
        "id": recorded.id,
        "kind": recorded.fact.kind.value,
        "at": recorded.fact.time.at,
        "precision": recorded.fact.time.precision.value,
        "document": recorded.fact.document,
        "entered_at": recorded.entered_at,
        "entered_by": recorded.entered_by,
        "sequence": recorded.sequence,
        "superseded_by": recorded.superseded_by,
    }


def deadline_view(deadline: Deadline) -> dict[str, Any]:
    """A clock as it was computed, in the office's time."""
    return {
        **deadline.explanation["clock"],
        "id": deadline.id,
        "title": deadline.explanation["title"],
        "unconfirmed": deadline.explanation["unconfirmed"],
        "agency": deadline.agency,
        "missed_at": deadline.missed_at,
        "computed_at": deadline.computed_at,
    }


def entry_view(entry: Entry) -> dict[str, Any]:
    """A journal entry; bodies and deltas are UTF-8 JSON, shown as the text that was hashed."""
    return {
        "case_id": entry.case_id,
        "sequence": entry.sequence,
        "body": entry.body.decode(),
        "delta": None if entry.delta is None else entry.delta.decode(),
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
    }
