"""What officers record of a case beside its procedure; the others hear of it, and every clock goes on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

from cases.actions.cases import see_case, take_case
from cases.actions.numbers import allot_number
from cases.domain.access import refuse_joining, refuse_party_work, refuse_transfer
from cases.domain.case import Case, CaseId
from cases.domain.errors import (
    JoinedAlreadyError,
    JoinedToItselfError,
    NoReporterError,
    WithdrawnAlreadyError,
    WrongReporterError,
)
from cases.domain.events import case_joined, case_transferred, case_withdrawn
from cases.domain.facts import Fact, refuse_impossible_fact
from cases.domain.numbers import Book
from cases.domain.officer import Officer
from cases.domain.offices import Office
from cases.domain.party import Party, PartyRole, PartyStatus
from cases.domain.side_events import Joining, Transfer, Withdrawal, direction_of
from cases.storage.unit import CasesUnit
from chassis.logs import log


def withdraw_report(
    unit: CasesUnit, case_id: CaseId, party_id: UUID | None, fact: Fact, *, by: Officer, now: datetime
) -> Withdrawal:
    """Note that a reporter takes the report back; what was begun is not undone by it."""
    case = take_case(unit, case_id, by=by)
    refuse_party_work(by, PartyRole.REPORTER)
    case.refuse_closed()
    refuse_impossible_fact(fact, field="withdrawn", zone=case.office.zone, now=now)
    reporter = _reporter(unit, case, party_id)
    reporter.become(PartyStatus.WITHDRAWN, at=now)
    unit.parties.save(reporter)
    withdrawal = Withdrawal(
        case_id=case.id, party_id=reporter.id, fact=fact, recorded_at=now, recorded_by=by.id
    )
    unit.side_events.add_withdrawal(withdrawal)
    unit.announce(case_withdrawn(case, withdrawal))
    log.info("case_withdrawn", case_id=str(case.id))
    return withdrawal


def transfer_case(
    unit: CasesUnit, case_id: CaseId, to: Office, *, region: str, decided: Fact, by: Officer, now: datetime
) -> Transfer:
    """Hand a case down or take it over; the receiving office gives it a number of its own."""
    case = take_case(unit, case_id, by=by)
    refuse_transfer(by, case, to)
    case.refuse_closed()
    direction = direction_of(case.office, to)
    refuse_impossible_fact(decided, field="decided", zone=case.office.zone, now=now)
    from_office = case.office
    case.transfer(to, region=region, at=now)
    book = Book.of_register(case.origin) if case.is_registered else Book.of_intakes(case.origin)
    transfer = Transfer(
        id=uuid7(),
        case_id=case.id,
        direction=direction,
        from_office=from_office,
        to_office=to,
        number=allot_number(unit, case, book, at=now),
        decided=decided,
        recorded_at=now,
        recorded_by=by.id,
    )
    unit.cases.save(case)
    unit.side_events.add_transfer(transfer)
    unit.announce(case_transferred(transfer))
    log.info("case_transferred", case_id=str(case.id), from_office=from_office.code, to_office=to.code)
    return transfer


def join_cases(
    unit: CasesUnit, case_id: CaseId, other_id: CaseId, *, decided: Fact, by: Officer, now: datetime
) -> Joining:
    """Handle two cases together; each keeps its number, its facts and its clocks."""
    if case_id == other_id:
        raise JoinedToItselfError(
            "Name the other case.", id="Sebutkan perkara yang lain.", field="case_id", rule="two-cases"
        )
    both = {id_: take_case(unit, id_, by=by) for id_ in sorted((case_id, other_id))}
    refuse_joining(by)
    for case in both.values():
        case.refuse_closed()
    refuse_impossible_fact(decided, field="decided", zone=both[case_id].office.zone, now=now)
    if any(found.joined_case_id == other_id for found in unit.side_events.joinings(case_id)):
        raise JoinedAlreadyError(
            f"Cases {case_id} and {other_id} are joined. Nothing is left to do.",
            id=f"Perkara {case_id} dan {other_id} sudah digabung. Tidak ada yang perlu dilakukan.",
        )
    joining = Joining(
        case_id=case_id, joined_case_id=other_id, decided=decided, recorded_at=now, recorded_by=by.id
    )
    unit.side_events.add_joining(joining)
    for seen in sorted((joining, joining.from_the_other()), key=lambda found: found.case_id):
        unit.announce(case_joined(seen))
    log.info("cases_joined", case_id=str(case_id), joined_case_id=str(other_id))
    return joining


def withdrawals_of(unit: CasesUnit, case_id: CaseId, *, by: Officer) -> list[Withdrawal]:
    """Of a case that the officer may see."""
    return unit.side_events.withdrawals(see_case(unit, case_id, by=by).id)


def transfers_of(unit: CasesUnit, case_id: CaseId, *, by: Officer) -> list[Transfer]:
    """Of a case that the officer may see."""
    return unit.side_events.transfers(see_case(unit, case_id, by=by).id)


def joinings_of(unit: CasesUnit, case_id: CaseId, *, by: Officer) -> list[Joining]:
    """Of a case that the officer may see."""
    return unit.side_events.joinings(see_case(unit, case_id, by=by).id)


def _reporter(unit: CasesUnit, case: Case, party_id: UUID | None) -> Party:
    """The reporter who withdraws; need not be said where there is one only."""
    reporters = unit.parties.of_role(case.id, PartyRole.REPORTER)
    if not reporters:
        raise NoReporterError(
            "This case is a finding of supervisors. Only a report can be withdrawn.",
            id="Perkara ini adalah temuan pengawas. Hanya laporan yang dapat dicabut.",
        )
    chosen = [party for party in reporters if party_id in (None, party.id)]
    if len(chosen) != 1:
        raise WrongReporterError(
            "Give the party id of the reporter who withdraws; see the case's list of parties.",
            id="Isi id pihak dari pelapor yang mencabut; lihat daftar pihak perkara.",
            field="party_id",
            rule="which-reporter",
        )
    if chosen[0].status is PartyStatus.WITHDRAWN:
        raise WithdrawnAlreadyError(
            "The withdrawal is on record. Nothing is left to do.",
            id="Pencabutan sudah tercatat. Tidak ada yang perlu dilakukan.",
        )
    return chosen[0]
