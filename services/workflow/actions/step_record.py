"""What went into a step and what it did, as the journal keeps it and the events tell it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.canonical import canonical
from chassis.outbox import Told
from workflow import engine
from workflow.actions.clocks import DeadlineChange
from workflow.actions.taskboard import TaskChange
from workflow.domain.facts import Fact
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause, Entry, chained, digest_of
from workflow.domain.law import Law
from workflow.domain.task import HumanTask
from workflow.domain.tracks import Track
from workflow.storage.facts import RecordedFact


@dataclass(frozen=True, kw_only=True)
class Input:
    """What goes into a step besides the engine's own move; `about` and `answers` end up in the journal as they are.

    `facts` are the case's, or those of one suspect when `track` says whose.
    """

    cause: Cause
    facts: Sequence[Fact] = ()
    track: UUID | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    completed: HumanTask | None = None
    outcome: str | None = None
    """What a case comes to that ends here, whatever the procedure would have said."""
    changed_forms: Collection[str] = ()
    """Forms that ask for other things from here on: who has read one of them must read it again."""


@dataclass(frozen=True)
class Taken:
    """What a step did, for the events and the journal."""

    step: engine.Step | None
    facts: Sequence[RecordedFact]
    deadlines: Sequence[DeadlineChange]
    tasks: Sequence[TaskChange]
    ended_tracks: Sequence[Track]
    texts: Mapping[str, str]
    """The digest of each free text by the name of its field."""
    stage_changed: bool
    waiting: Sequence[HumanTask]
    """The tasks that are open after it."""

    def opened(self) -> list[HumanTask]:
        """The tasks that it opened."""
        return [change.task for change in self.tasks if change.event == "task.created"]


def next_entry(instance: Instance, law: Law, given: Input, taken: Taken, *, now: datetime) -> Entry:
    """The journal's entry of a step; the instance then stands at it."""
    delta = taken.step.delta if taken.step else None
    instance.sequence += 1
    body = canonical(
        {
            "case_id": str(instance.case_id),
            "sequence": instance.sequence,
            "entered_at": now.isoformat(),
            "cause": {"kind": given.cause.kind, "actor": given.cause.actor, **given.cause.about},
            "answers": given.answers,
            "texts": taken.texts,
            "facts": [fact_data(found) for found in taken.facts],
            "deadlines": [{"event": change.event, **change.as_data()} for change in taken.deadlines],
            "tasks": [{"event": change.event, **change.as_data()} for change in taken.tasks],
            "ended_tracks": [track_data(track) for track in taken.ended_tracks],
            "stage": instance.stage,
            "outcome": instance.outcome,
            "versions": {
                "definition": instance.definition,
                "form": given.completed.form if given.completed else None,
                "rules": law.rules.version,
                "calendar": law.calendar.version,
            },
            "delta_sha256": None if delta is None else digest_of(delta),
        }
    )
    previous, instance.head = instance.head, chained(instance.head, body)
    return Entry(instance.case_id, instance.sequence, now, body, delta, previous, instance.head)


def fact_data(recorded: RecordedFact) -> dict[str, Any]:
    """A recorded fact as events and the journal carry it."""
    time = recorded.fact.time
    return {
        "case_id": str(recorded.case_id),
        "track": None if recorded.track is None else str(recorded.track),
        "fact_id": str(recorded.id),
        "kind": recorded.fact.kind.value,
        "at": None if time.at is None else time.at.isoformat(),
        "precision": time.precision.value,
        "document": recorded.fact.document,
    }


def track_data(track: Track) -> dict[str, Any]:
    """What a track came to, as events and the journal carry it."""
    return {"case_id": str(track.case_id), "track": str(track.id), "outcome": track.outcome}


def told_by(instance: Instance, given: Input, taken: Taken) -> list[Told]:
    """The events of a step, in the order in which they are told."""
    case_id = str(instance.case_id)
    told: list[tuple[str, Mapping[str, Any]]] = [
        *(("fact.recorded", fact_data(found)) for found in taken.facts),
        *((deadline.event, deadline.as_data()) for deadline in taken.deadlines),
    ]
    for task in taken.tasks:
        answered = {"decision": given.answers.get("decision"), "actor": given.cause.actor}
        told.append((task.event, {**task.as_data(), **(answered if task.event == "task.completed" else {})}))
    told += [("process.track_ended", track_data(track)) for track in taken.ended_tracks]
    if taken.stage_changed:
        told.append(("process.advanced", {"case_id": case_id, "stage": instance.stage}))
    if given.outcome is not None or (taken.step is not None and taken.step.ended):
        told.append(("process.ended", {"case_id": case_id, "outcome": instance.outcome}))
    return [Told(kind, case_id, data) for kind, data in told]
