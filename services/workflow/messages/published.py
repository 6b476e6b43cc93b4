"""The events that `workflow` owns, and the services that must hear them.

Data of each type is written where it happens (`actions.steps`, `actions.tasks`, `actions.clocks`); samples
stand in tests/contracts/samples/workflow.
"""

from __future__ import annotations

from chassis.broker import Queue

NOUNS = ("task.*", "deadline.*", "process.*", "fact.*")
TYPES = frozenset(
    {
        "process.started",
        "process.advanced",
        "process.ended",
        "process.track_ended",
        "process.stuck",
        "process.suspended",
        "process.resumed",
        "task.created",
        "task.claimed",
        "task.released",
        "task.assigned",
        "task.delegated",
        "task.given_back",
        "task.returned",
        "task.prioritized",
        "task.postponed",
        "task.completed",
        "task.cancelled",
        "task.moved",
        "fact.recorded",
        "deadline.started",
        "deadline.recomputed",
        "deadline.approaching",
        "deadline.missed",
        "deadline.met",
    }
)
AUDIENCE = (Queue("cases", NOUNS), Queue("notify", NOUNS))
