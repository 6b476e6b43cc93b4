"""Adding people to a case and following what becomes of each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

from cases.actions.cases import see_case, take_case
from cases.domain.access import refuse_party_work
from cases.domain.case import Case, CaseId
from cases.domain.officer import Officer, OfficerId
from cases.domain.party import Identity, Party, PartyId, PartyRole, PartyStatus
from cases.storage.unit import CasesUnit
from chassis.logs import log
from chassis.preconditions import Precondition


def add_party(
    unit: CasesUnit, case_id: CaseId, role: PartyRole, identity: Identity, *, by: Officer, now: datetime
) -> Party:
    """One more person in an open case."""
    case = take_case(unit, case_id, by=by)
    refuse_party_work(by, role)
    case.refuse_closed()
    return name_party(unit, case, role, identity, by=by.id, now=now)


def name_party(
    unit: CasesUnit, case: Case, role: PartyRole, identity: Identity, *, by: OfficerId, now: datetime
) -> Party:
    """Write a party down for a case that nobody else is changing."""
    party = Party(
        id=PartyId(uuid7()),
        case_id=case.id,
        role=role,
        ordinal=unit.parties.next_ordinal(case.id, role),
        held=identity.held(),
        added_at=now,
        added_by=by,
        changed_at=now,
    )
    unit.parties.add(party, identity)
    log.info("party_added", case_id=str(case.id), party_id=str(party.id), role=role.value)
    return party


def change_party_status(
    unit: CasesUnit,
    case_id: CaseId,
    party_id: UUID,
    status: PartyStatus,
    *,
    by: Officer,
    precondition: Precondition,
    now: datetime,
) -> Party:
    """What has become of one person; also after the case was closed, as on appeal."""
    case = take_case(unit, case_id, by=by)
    party = unit.parties.take(case.id, party_id)
    refuse_party_work(by, party.role)
    precondition.check(party.version)
    party.become(status, at=now)
    unit.parties.save(party)
    log.info("party_changed", case_id=str(case.id), party_id=str(party.id), status=status.value)
    return party


def see_party(unit: CasesUnit, case_id: CaseId, party_id: UUID, *, by: Officer) -> Party:
    """One party of a case that the officer may see."""
    return unit.parties.get(see_case(unit, case_id, by=by).id, party_id)
