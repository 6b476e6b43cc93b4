"""Following what the process of a case has come to. Each has its effect once, however often it is told."""

from __future__ import annotations

from datetime import datetime

from cases.actions.numbers import allot_number
from cases.domain.case import CaseId, CaseStatus, Outcome
from cases.domain.events import case_closed, case_registered
from cases.domain.numbers import Book
from cases.storage.unit import CasesUnit
from chassis.logs import log


def register_case(unit: CasesUnit, case_id: CaseId, *, at: datetime) -> None:
    """Write the case into its office's register under the next number of the year it was decided in."""
    case = unit.cases.take(case_id)
    if case.is_registered:
        return  # the number stands
    case.refuse_closed()
    case.register(allot_number(unit, case, Book.of_register(case.origin), at=at), at=at)
    unit.cases.save(case)
    unit.announce(case_registered(case))
    log.info("case_registered", case_id=str(case.id), office=case.office.code)


def advance_case(unit: CasesUnit, case_id: CaseId, stage: str, *, at: datetime) -> None:
    """Note the part of the procedure that the case has reached."""
    case = unit.cases.take(case_id)
    case.advance(stage, at=at)
    unit.cases.save(case)
    log.info("case_advanced", case_id=str(case.id), stage=stage)


def close_case(unit: CasesUnit, case_id: CaseId, outcome: Outcome, *, at: datetime) -> None:
    """Note how the process of the case ended."""
    case = unit.cases.take(case_id)
    if case.status is CaseStatus.CLOSED:
        return  # the first end counts
    case.close(outcome, at=at)
    unit.cases.save(case)
    unit.announce(case_closed(case))
    log.info("case_closed", case_id=str(case.id), outcome=outcome.value)
