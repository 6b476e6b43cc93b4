"""Adding people to a case and following what becomes of each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

from cases.actions.cases import see_case, take_case
from cases.domain.access import refuse_naming, refuse_party_work
from cases.domain.case import Case, CaseId
from cases.domain.errors import NoInvestigationError
from cases.domain.events import suspect_named
from cases.domain.facts import Fact, refuse_impossible_fact
from cases.domain.officer import Officer, OfficerId
from cases.domain.party import RUNNING, Identity, Party, PartyId, PartyRole, PartyStatus
from cases.storage.unit import CasesUnit
from chassis.logs import log
from chassis.preconditions import Precondition

INVESTIGATION = "investigation"
"""The stage in which suspects are named."""


def add_party(
    unit: CasesUnit, case_id: CaseId, role: PartyRole, identity: Identity, *, by: Officer, now: datetime
) -> Party:
    """One more person in an open case; suspects are named with `name_suspect`."""
    case = take_case(unit, case_id, by=by)
    refuse_party_work(by, role)
    case.refuse_closed()
    return name_party(unit, case, role, identity, by=by.id, now=now)


def name_suspect(
    unit: CasesUnit, case_id: CaseId, identity: Identity, named: Fact | None, *, by: Officer, now: datetime
) -> Party:
    """One more suspect of a case under investigation; the procedure opens a track for each."""
    case = take_case(unit, case_id, by=by)
    refuse_naming(by)
    case.refuse_closed()
    suspects = unit.parties.of_role(case.id, PartyRole.SUSPECT)
    if case.stage != INVESTIGATION and not any(party.status in RUNNING for party in suspects):
        raise NoInvestigationError(
            f"The case is in stage {case.stage or 'intake'}. A suspect is named once the police investigate it, or "
            "while another suspect of it is being handled.",
            id=f"Perkara berada pada tahap {case.stage or 'penerimaan'}. Tersangka ditetapkan setelah perkara disidik, "
            "atau selama tersangka lain perkara ini ditangani.",
            field="role",
            rule="suspects-in-investigation",
        )
    if named is not None:
        refuse_impossible_fact(named, field="named", zone=case.office.zone, now=now)
    party = name_party(unit, case, PartyRole.SUSPECT, identity, by=by.id, now=now)
    unit.announce(suspect_named(party, named))
    return party


def conclude_suspect(unit: CasesUnit, case_id: CaseId, party_id: UUID, outcome: str, *, at: datetime) -> None:
    """The suspect's track has ended, and the status says how."""
    case = unit.cases.take(case_id)
    party = unit.parties.take(case.id, party_id)
    party.conclude(outcome, at=at)
    unit.parties.save(party)
    log.info("suspect_concluded", case_id=str(case.id), party_id=str(party.id), outcome=outcome)


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
