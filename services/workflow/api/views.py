"""Domain objects as the API's plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from workflow.domain.incident import Incident
from workflow.domain.instance import Instance
from workflow.domain.journal import Entry
from workflow.domain.signatures import missing_agencies
from workflow.domain.task import HumanTask
from workflow.domain.tracks import Track
from workflow.storage.deadlines import Deadline, OldComputation
from workflow.storage.facts import RecordedFact
from workflow.storage.signatures import GivenSignature

FACTS_OF_A_CLOCK = ("start_fact", "counted_from_fact", "actual_fact")


def process_view(
    instance: Instance, tasks: Iterable[HumanTask], tracks: Iterable[Track], incident: Incident | None
) -> dict[str, Any]:
    """Where a case stands, what it waits for or is stuck on, and how far each suspect is."""
    return {**asdict(instance), "tasks": list(tasks), "tracks": list(tracks), "incident": incident}


def fact_view(recorded: RecordedFact) -> dict[str, Any]:
    """A fact with its place in the history."""
    return {
        "id": recorded.id,
        "track": recorded.track,
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
        "track": deadline.track,
        "office": deadline.office,
        "title": deadline.explanation["title"],
        "unconfirmed": deadline.unconfirmed,
        "provisional": deadline.provisional,
        "other_readings": (deadline.explanation["explanation"] or {}).get("other_readings", []),
        "agency": deadline.agency,
        "missed_at": deadline.missed_at,
        "computed_at": deadline.computed_at,
    }


def explanation_view(
    deadline: Deadline, facts: Iterable[RecordedFact], earlier: Iterable[OldComputation]
) -> dict[str, Any]:
    """Why this date, by which facts, and how it was computed before."""
    named = {deadline.explanation["clock"].get(name) for name in FACTS_OF_A_CLOCK}
    behind = {
        found.fact.kind: found
        for whose in (None, deadline.track)
        for found in facts
        if found.track == whose and found.superseded_by is None and found.fact.kind in named
    }
    return {
        **deadline.explanation,
        "facts": [fact_json(found) for found in behind.values()],
        "computed_at": deadline.computed_at.isoformat(),
        "earlier": [
            {**old.explanation, "computed_at": old.computed_at.isoformat(), "replaced_by_entry": old.sequence}
            for old in earlier
        ],
    }


def fact_json(recorded: RecordedFact) -> dict[str, Any]:
    """A fact where no schema renders it."""
    return {name: _plain(value) for name, value in fact_view(recorded).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


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


def discussion_views(given: Iterable[GivenSignature], words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each discussion whose minutes somebody has signed, with who is still missing."""
    by_occurrence: dict[int, list[GivenSignature]] = {}
    for found in given:
        by_occurrence.setdefault(found.occurrence, []).append(found)
    return [_discussion_view(signed, words) for signed in by_occurrence.values()]


def _discussion_view(signed: list[GivenSignature], words: Mapping[str, str]) -> dict[str, Any]:
    missing = missing_agencies(found.signature for found in signed)
    return {
        "discussion": signed[0].discussion,
        "occurrence": signed[0].occurrence,
        "track": signed[0].track,
        "missing": list(missing),
        "closed": not missing,
        "signatures": [_signature_view(found, words) for found in signed],
    }


def _signature_view(found: GivenSignature, words: Mapping[str, str]) -> dict[str, Any]:
    signed = found.signature
    return {
        "agency": signed.agency,
        "signer": signed.signer,
        "stance": signed.stance,
        "stand_in": signed.stand_in,
        "mandate": signed.mandate,
        "reasons": None if found.reasons is None else words.get(found.reasons),
        "reasons_digest": found.reasons,
        "signed_at": found.signed_at,
        "sequence": found.sequence,
    }
