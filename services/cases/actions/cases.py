"""Looking a case up."""

from __future__ import annotations

from cases.domain.access import may_see_case
from cases.domain.case import Case, CaseId
from cases.domain.officer import Officer
from cases.storage.cases import no_such_case
from cases.storage.unit import CasesUnit


def see_case(unit: CasesUnit, case_id: CaseId, *, by: Officer) -> Case:
    """The case, if it is the officer's to see; else it does not exist."""
    return _seen(unit.cases.get(case_id), by)


def take_case(unit: CasesUnit, case_id: CaseId, *, by: Officer) -> Case:
    """As `see_case`, and locked until the end of the unit."""
    return _seen(unit.cases.take(case_id), by)


def _seen(case: Case, by: Officer) -> Case:
    if not may_see_case(by, case):
        raise no_such_case(case.id)
    return case
