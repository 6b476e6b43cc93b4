from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cases.domain.case import Case, CaseId, CaseStatus, Outcome
from cases.domain.errors import CaseNotFoundError, ReceiptNotFoundError
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.numbers import Origin, Regime
from cases.domain.offices import Zone
from cases.domain.receipts import new_receipt_code
from cases.storage.cases import CaseFilter
from cases.storage.unit import CasesUnit
from chassis.paging import PageRequest
from tests.cases.builders import JEMBRANA, NOON, a_case, a_finding, a_registered_case, an_intake, an_officer

FACTS = IntakeFacts(
    {
        FactName.ACT: Fact(date(2024, 10, 1), "B.1", Zone.WITA),
        FactName.KNOWN: Fact(datetime(2024, 10, 2, 3, 30, tzinfo=UTC)),
        FactName.SUBMITTED: Fact(None),
    }
)


def added(unit: CasesUnit, *cases: Case) -> list[Case]:
    for case in cases:
        unit.cases.add(case)
    return list(cases)


def listed(unit: CasesUnit, narrowed: CaseFilter | None = None) -> list[CaseId]:
    page = unit.cases.page(an_officer("00"), narrowed or CaseFilter(), PageRequest(limit=200))
    return [case.id for case in page.items]


def test_a_case_comes_back_as_it_went_in(unit: CasesUnit) -> None:
    case = a_registered_case(
        intake=an_intake(facts=FACTS), stage="assessment", outcome=Outcome.STOPPED, closed_at=NOON
    )
    added(unit, case)
    unit.session.expire_all()
    assert unit.cases.get(case.id) == case


def test_a_changed_case_comes_back_changed(unit: CasesUnit) -> None:
    case = a_case()
    added(unit, case)
    taken = unit.cases.take(case.id)
    taken.close(Outcome.NOT_REGISTERED, at=NOON)
    unit.cases.save(taken)
    unit.session.expire_all()
    assert unit.cases.get(case.id) == taken
    assert taken.version == 2


def test_a_case_that_is_not_there_is_not_found(unit: CasesUnit) -> None:
    for look in (unit.cases.get, unit.cases.take):
        with pytest.raises(CaseNotFoundError):
            look(CaseId(uuid4()))


def test_a_case_is_found_by_its_receipt_and_by_no_other(unit: CasesUnit) -> None:
    case, _ = added(unit, a_case(), a_case())
    assert unit.cases.by_receipt(case.receipt_code).id == case.id
    with pytest.raises(ReceiptNotFoundError):
        unit.cases.by_receipt(new_receipt_code())


def test_the_list_is_newest_first_and_each_page_goes_on_where_the_last_ended(unit: CasesUnit) -> None:
    same_instant = [a_case() for _ in range(4)]
    later = [a_case(received_at=NOON + timedelta(hours=hour)) for hour in (1, 2, 3)]
    added(unit, *same_instant, *later)
    seen: list[CaseId] = []
    asked = PageRequest(limit=3)
    while True:
        page = unit.cases.page(an_officer("00"), CaseFilter(), asked)
        seen += [case.id for case in page.items]
        if page.next is None:
            break
        asked = PageRequest(limit=3, after=page.next)
    ties = sorted((case.id for case in same_instant), reverse=True)
    assert seen == [later[2].id, later[1].id, later[0].id, *ties]


def test_the_list_is_narrowed_by_each_filter(unit: CasesUnit) -> None:
    report, finding = a_case(), a_finding(office=JEMBRANA)
    far = a_case(intake=finding)
    closed = a_registered_case(status=CaseStatus.CLOSED, stage="handling")
    added(unit, report, far, closed)
    assert listed(unit, CaseFilter(office="51.01")) == [far.id]
    assert listed(unit, CaseFilter(origin=Origin.FINDING)) == [far.id]
    assert listed(unit, CaseFilter(regime=Regime.PEMILU)) == []
    assert listed(unit, CaseFilter(status=CaseStatus.CLOSED)) == [closed.id]
    assert listed(unit, CaseFilter(stage="handling")) == [closed.id]
    assert set(listed(unit)) == {report.id, far.id, closed.id}


def test_a_case_is_found_by_either_number_in_any_letter_case(unit: CasesUnit) -> None:
    case = a_registered_case()
    added(unit, case, a_case())
    assert listed(unit, CaseFilter(number=case.intake_number.upper())) == [case.id]
    assert listed(unit, CaseFilter(number=(case.register_number or "").lower())) == [case.id]
