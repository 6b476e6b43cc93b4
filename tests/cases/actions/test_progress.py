from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.actions.intakes import take_in
from cases.actions.progress import advance_case, close_case, register_case
from cases.domain.case import Case, CaseStatus, Outcome
from cases.domain.errors import CaseClosedError
from cases.storage.unit import CasesUnit
from tests.cases.builders import NOON, a_finding, an_intake, an_officer
from tests.cases.outbox import told

NEW_YEAR = datetime(2025, 1, 2, tzinfo=UTC)


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    return take_in(unit, an_intake(), by=an_officer(), now=NOON)


def types(unit: CasesUnit) -> list[str]:
    return [event.type for event in told(unit.session)]


def test_a_registered_case_has_a_number_of_the_register(unit: CasesUnit, case: Case) -> None:
    register_case(unit, case.id, at=NOON)
    registered = unit.cases.get(case.id)
    assert registered.register_number == "001/Reg/LP/PB/Kab/13.19/X/2024"
    assert (registered.status, registered.registered_at) == (CaseStatus.REGISTERED, NOON)
    event = told(unit.session)[-1]
    assert (event.type, event.subject) == ("case.registered", str(case.id))
    assert event.data == {"case_id": str(case.id), "register_number": registered.register_number}


def test_a_case_is_registered_once_however_often_it_is_told(unit: CasesUnit, case: Case) -> None:
    for _ in range(3):
        register_case(unit, case.id, at=NOON)
    assert types(unit) == ["case.received", "case.registered"]
    other = take_in(unit, an_intake(), by=an_officer(), now=NOON)
    register_case(unit, other.id, at=NOON)
    assert (unit.cases.get(other.id).register_number or "").startswith("002/Reg/LP/")


def test_the_number_is_of_the_year_in_which_it_was_decided(unit: CasesUnit, case: Case) -> None:
    register_case(unit, case.id, at=NEW_YEAR)
    assert unit.cases.get(case.id).register_number == "001/Reg/LP/PB/Kab/13.19/I/2025"


def test_a_finding_stands_in_the_register_of_findings(unit: CasesUnit) -> None:
    finding = take_in(unit, a_finding(), by=an_officer(), now=NOON)
    register_case(unit, finding.id, at=NOON)
    assert unit.cases.get(finding.id).register_number == "001/Reg/TM/PB/Kab/13.19/X/2024"


def test_a_stage_is_noted_without_telling_anybody(unit: CasesUnit, case: Case) -> None:
    advance_case(unit, case.id, "assessment", at=NEW_YEAR)
    advanced = unit.cases.get(case.id)
    assert (advanced.stage, advanced.changed_at, advanced.version) == ("assessment", NEW_YEAR, 2)
    assert types(unit) == ["case.received"]


def test_a_case_is_closed_once_and_the_first_end_counts(unit: CasesUnit, case: Case) -> None:
    close_case(unit, case.id, Outcome.CONVICTED, at=NOON)
    close_case(unit, case.id, Outcome.ACQUITTED, at=NEW_YEAR)
    closed = unit.cases.get(case.id)
    assert (closed.status, closed.outcome, closed.closed_at) == (CaseStatus.CLOSED, Outcome.CONVICTED, NOON)
    assert types(unit) == ["case.received", "case.closed"]
    assert told(unit.session)[-1].data == {"case_id": str(case.id), "outcome": "convicted"}


def test_a_closed_case_is_not_registered_any_more(unit: CasesUnit, case: Case) -> None:
    close_case(unit, case.id, Outcome.NOT_REGISTERED, at=NOON)
    with pytest.raises(CaseClosedError):
        register_case(unit, case.id, at=NOON)
