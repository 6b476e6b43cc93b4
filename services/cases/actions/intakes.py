"""Taking a report or a finding in."""

from __future__ import annotations

from datetime import datetime

from uuid6 import uuid7

from cases.actions.numbers import allot_number
from cases.actions.parties import name_party
from cases.domain.access import refuse_filing
from cases.domain.case import Case, CaseId
from cases.domain.events import case_received
from cases.domain.intake import Intake
from cases.domain.numbers import Book
from cases.domain.officer import Officer
from cases.domain.party import PartyRole
from cases.domain.receipts import new_receipt_code
from cases.storage.unit import CasesUnit
from chassis.logs import log


def take_in(unit: CasesUnit, intake: Intake, *, by: Officer, now: datetime) -> Case:
    """A case with its number and receipt; the others hear of it."""
    refuse_filing(by, intake.office)
    intake.refuse_contradictions(now=now)
    number = allot_number(unit, intake, Book.of_intakes(intake.origin), at=now)
    case = Case.received(
        intake, case_id=CaseId(uuid7()), number=number, receipt=new_receipt_code(), by=by.id, now=now
    )
    unit.cases.add(case)
    if intake.reporter is not None:
        name_party(unit, case, PartyRole.REPORTER, intake.reporter, by=by.id, now=now)
    unit.announce(case_received(case))
    log.info("case_received", case_id=str(case.id), office=case.office.code)
    return case
