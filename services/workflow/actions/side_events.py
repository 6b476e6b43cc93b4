"""What happens beside the procedure: suspects named, reports withdrawn, cases transferred and joined.

Each enters the journal; none of them stops a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.logs import log
from workflow import engine
from workflow.actions.cases import SYSTEM, must_lock
from workflow.actions.clocks import PassedLimits
from workflow.actions.procedure import Procedure
from workflow.actions.step_record import Input
from workflow.actions.steps import record, take_step, waits_for
from workflow.domain.errors import ImpossibleFactError
from workflow.domain.facts import Fact, FactTime
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause
from workflow.domain.tracks import Track
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

SUSPECT_NAMED = "suspect.named"
"""The BPMN message that opens a track."""


def name_suspect(
    unit: WorkflowUnit, procedure: Procedure, case_id: UUID, party_id: UUID, named: Fact, *, event_id: UUID
) -> None:
    """Open the suspect's track: the fact on it, its clocks, and the procedure's own course for it.

    Where the procedure takes no suspect any more, or never did in its version, the history alone keeps the naming.
    """
    instance = must_lock(unit, case_id)
    fact, refused = _as_far_as_possible(unit, instance, named)
    about = {"event_id": str(event_id), "party_id": str(party_id), "refused_time": refused}
    cause = Cause("case.suspect_named", SYSTEM, about)
    if not waits_for(unit, procedure, instance, SUSPECT_NAMED):
        log.warning("suspect_named_without_track", case_id=str(case_id), party_id=str(party_id))
        record(unit, procedure, instance, Input(cause=cause, facts=[fact]))
        return
    unit.tracks.save([Track(case_id, party_id, named_at=fact.time.at, opened_at=unit.now)])

    def receive(live: engine.Instance, deadlines: PassedLimits) -> engine.Step:
        payload = {"suspect": str(party_id)}
        return live.receive(SUSPECT_NAMED, payload, now=unit.now, deadlines=deadlines)

    take_step(unit, procedure, instance, Input(cause=cause, facts=[fact], track=party_id), receive)


def note_withdrawal(
    unit: WorkflowUnit, procedure: Procedure, case_id: UUID, about: Mapping[str, Any]
) -> None:
    """The reporter took the report back: the history knows, and the case goes on as before."""
    _note(unit, procedure, must_lock(unit, case_id), "case.withdrawn", about)


def note_joining(unit: WorkflowUnit, procedure: Procedure, case_id: UUID, about: Mapping[str, Any]) -> None:
    """Another case is handled together with this one; each keeps its own facts and clocks."""
    _note(unit, procedure, must_lock(unit, case_id), "case.joined", about)


def transfer_case(
    unit: WorkflowUnit,
    procedure: Procedure,
    case_id: UUID,
    *,
    office: str,
    level: str,
    about: Mapping[str, Any],
) -> None:
    """Another office handles the case: its open tasks and running clocks go there, and no limit moves."""
    instance = must_lock(unit, case_id)
    instance.transfer(office, level)
    _note(unit, procedure, instance, "case.transferred", about)


def _note(
    unit: WorkflowUnit, procedure: Procedure, instance: Instance, kind: str, about: Mapping[str, Any]
) -> None:
    record(unit, procedure, instance, Input(cause=Cause(kind, SYSTEM, about)))


def _as_far_as_possible(unit: WorkflowUnit, instance: Instance, fact: Fact) -> tuple[Fact, str | None]:
    """The fact, without its time where that cannot be: `cases` has accepted the naming, so it is not refused here."""
    known = unit.facts.known(instance.case_id, zone=zone_of_office(instance.counts_at))
    try:
        known.with_facts([fact], track=None).refuse_impossible(now=unit.now)
    except ImpossibleFactError as error:
        log.warning("time_of_naming_refused", case_id=str(instance.case_id), reason=str(error))
        said = fact.time.at.isoformat() if fact.time.at else None
        return replace(fact, time=FactTime.unknown()), said
    return fact, None
