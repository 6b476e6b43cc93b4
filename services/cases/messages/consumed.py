"""What `workflow` tells us: how far a case is, when it is to be registered, how it and each suspect's track ended.

All nouns of the source are bound, so that its sequence has no gaps; the other types have no handler here.
"""

from __future__ import annotations

from uuid import UUID

from cases.actions.parties import conclude_suspect
from cases.actions.progress import advance_case, close_case, register_case
from cases.domain.case import CaseId, outcome_of
from cases.storage.unit import CasesUnit
from chassis.consumer import Subscription
from chassis.envelope import Event

REGISTRATION_TASK = "registration"
NOT_REGISTERED = "not_registered"

consumer = Subscription[CasesUnit]("cases", {"workflow": ("task.*", "deadline.*", "process.*", "fact.*")})


@consumer.handles("task.completed")
def on_task_completed(unit: CasesUnit, event: Event) -> None:
    """The decision to register makes a number; whatever else officers complete is not ours."""
    if event.data["name"] == REGISTRATION_TASK and event.data.get("decision") != NOT_REGISTERED:
        register_case(unit, _case_id(event), at=event.time)


@consumer.handles("process.advanced")
def on_process_advanced(unit: CasesUnit, event: Event) -> None:
    advance_case(unit, _case_id(event), event.data["stage"], at=event.time)


@consumer.handles("process.track_ended")
def on_track_ended(unit: CasesUnit, event: Event) -> None:
    party_id, outcome = UUID(event.data["track"]), event.data["outcome"]
    conclude_suspect(unit, _case_id(event), party_id, outcome, at=event.time)


@consumer.handles("process.ended")
def on_process_ended(unit: CasesUnit, event: Event) -> None:
    close_case(unit, _case_id(event), outcome_of(event.data["outcome"]), at=event.time)


def _case_id(event: Event) -> CaseId:
    return CaseId(UUID(event.data["case_id"]))
