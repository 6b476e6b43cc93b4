from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from cases.actions.intakes import take_in
from cases.actions.parties import add_party
from cases.actions.progress import close_case, register_case
from cases.actions.side_events import (
    join_cases,
    joinings_of,
    transfer_case,
    transfers_of,
    withdraw_report,
    withdrawals_of,
)
from cases.domain.case import Case, CaseId, Outcome
from cases.domain.errors import (
    CaseClosedError,
    CaseNotFoundError,
    ImpossibleDateError,
    JoinedAlreadyError,
    JoinedToItselfError,
    NoReporterError,
    NotYourOfficeError,
    WithdrawnAlreadyError,
    WrongReporterError,
    WrongTransferError,
)
from cases.domain.facts import Fact
from cases.domain.officer import Agency, Officer
from cases.domain.offices import Office
from cases.domain.party import Identity, PartyRole
from cases.domain.side_events import Transfer
from cases.storage.cases import CaseFilter
from cases.storage.unit import CasesUnit
from chassis.errors import DomainError
from chassis.paging import PageRequest
from tests.cases.builders import NOON, a_finding, an_intake, an_officer
from tests.cases.outbox import told

BAWASLU = an_officer()
POLICE = an_officer(agency=Agency.POLRI, subject="polri-karawang")
PROVINCE = an_officer("32", subject="bawaslu-jabar")
NATION = an_officer("00", subject="bawaslu-ri")
STRANGER = an_officer("51.01")
TODAY = Fact(date(2024, 10, 10), "B-7")
WEST_JAVA = Office("32")


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    return take_in(unit, an_intake(), by=BAWASLU, now=NOON)


def withdraw(unit: CasesUnit, case: Case, *, by: Officer = BAWASLU, **more: Any) -> Any:
    fact, party_id = more.get("fact", TODAY), more.get("party_id")
    return withdraw_report(unit, case.id, party_id, fact, by=by, now=NOON)


def transfer(
    unit: CasesUnit, case: Case, to: str, *, by: Officer = PROVINCE, region: str = "13.00"
) -> Transfer:
    return transfer_case(unit, case.id, Office(to), region=region, decided=TODAY, by=by, now=NOON)


def test_a_withdrawal_is_recorded_and_the_case_goes_on(unit: CasesUnit, case: Case) -> None:
    withdrawal = withdraw(unit, case)
    assert withdrawals_of(unit, case.id, by=BAWASLU) == [withdrawal]
    assert unit.cases.get(case.id) == case
    (reporter,) = unit.parties.of_role(case.id, PartyRole.REPORTER)
    assert reporter.status == "withdrawn"
    event = told(unit.session)[-1]
    assert (event.type, event.data["withdrawn"]) == (
        "case.withdrawn",
        {"at": "2024-10-10", "document": "B-7"},
    )


def test_a_report_is_withdrawn_once(unit: CasesUnit, case: Case) -> None:
    withdraw(unit, case)
    with pytest.raises(WithdrawnAlreadyError):
        withdraw(unit, case)


def test_of_several_reporters_one_must_be_named(unit: CasesUnit, case: Case) -> None:
    second = add_party(unit, case.id, PartyRole.REPORTER, Identity(name="Rudi"), by=BAWASLU, now=NOON)
    with pytest.raises(WrongReporterError):
        withdraw(unit, case)
    assert withdraw(unit, case, party_id=second.id).party_id == second.id


def test_a_finding_has_nothing_to_withdraw(unit: CasesUnit) -> None:
    with pytest.raises(NoReporterError):
        withdraw(unit, take_in(unit, a_finding(), by=BAWASLU, now=NOON))


def test_a_transfer_gives_the_receiving_offices_number_and_keeps_the_first(
    unit: CasesUnit, case: Case
) -> None:
    register_case(unit, case.id, at=NOON)
    up = transfer(unit, case, "32")
    assert (up.direction, up.number) == ("up", "001/Reg/LP/PB/Prov/13.00/X/2024")
    moved = unit.cases.get(case.id)
    assert (moved.office, moved.intake_number) == (WEST_JAVA, case.intake_number)
    assert moved.register_number == "001/Reg/LP/PB/Kab/13.19/X/2024"
    down = transfer(unit, case, "32.15", region="13.19")
    assert (down.direction, down.number) == ("down", "002/Reg/LP/PB/Kab/13.19/X/2024")
    assert transfers_of(unit, case.id, by=PROVINCE) == [up, down]


def test_before_registration_the_number_is_one_of_the_intake_book(unit: CasesUnit, case: Case) -> None:
    assert transfer(unit, case, "32").number == "001/LP/PB/Prov/13.00/X/2024"
    register_case(unit, case.id, at=NOON)
    assert unit.cases.get(case.id).register_number == "001/Reg/LP/PB/Prov/13.00/X/2024"


def test_the_others_hear_of_a_transfer(unit: CasesUnit, case: Case) -> None:
    given = transfer(unit, case, "32")
    event = told(unit.session)[-1]
    assert (event.type, event.data) == (
        "case.transferred",
        {
            "case_id": str(case.id),
            "direction": "up",
            "from_office": "32.15",
            "office": "32",
            "level": "province",
            "number": given.number,
            "decided": {"at": "2024-10-10", "document": "B-7"},
        },
    )


def test_a_case_is_found_by_every_number_it_was_given(unit: CasesUnit, case: Case) -> None:
    given = transfer(unit, case, "32")
    for number in (case.intake_number, given.number.lower()):
        page = unit.cases.page(PROVINCE, CaseFilter(number=number), PageRequest(after=None, limit=10))
        assert [found.id for found in page.items] == [case.id]


@pytest.mark.parametrize(
    ("to", "by", "refused"),
    [
        ("32", BAWASLU, NotYourOfficeError),
        ("32", STRANGER, CaseNotFoundError),
        ("32", an_officer("32", agency=Agency.POLRI), CaseNotFoundError),
        ("32.16", PROVINCE, WrongTransferError),
        ("32.15", PROVINCE, WrongTransferError),
        ("31", NATION, WrongTransferError),
    ],
)
def test_a_case_goes_up_or_down_by_the_word_of_the_higher_office(
    unit: CasesUnit, case: Case, to: str, by: Officer, refused: type[DomainError]
) -> None:
    with pytest.raises(refused):
        transfer(unit, case, to, by=by)
    assert transfers_of(unit, case.id, by=BAWASLU) == []


def test_joined_cases_know_of_each_other(unit: CasesUnit, case: Case) -> None:
    other = take_in(unit, an_intake(), by=BAWASLU, now=NOON)
    join_cases(unit, case.id, other.id, decided=TODAY, by=BAWASLU, now=NOON)
    for one, two in ((case, other), (other, case)):
        assert [found.joined_case_id for found in joinings_of(unit, one.id, by=BAWASLU)] == [two.id]
    events = [event for event in told(unit.session) if event.type == "case.joined"]
    assert {(event.subject, event.data["joined_case_id"]) for event in events} == {
        (str(case.id), str(other.id)),
        (str(other.id), str(case.id)),
    }
    for pair in ((case.id, other.id), (other.id, case.id)):
        with pytest.raises(JoinedAlreadyError):
            join_cases(unit, *pair, decided=TODAY, by=BAWASLU, now=NOON)


def test_what_cannot_be_joined_is_refused(unit: CasesUnit, case: Case) -> None:
    elsewhere = take_in(unit, an_intake(office=Office("51.01")), by=STRANGER, now=NOON)
    for other, refused in (
        (case.id, JoinedToItselfError),
        (CaseId(uuid4()), CaseNotFoundError),
        (elsewhere.id, CaseNotFoundError),
    ):
        with pytest.raises(refused):
            join_cases(unit, case.id, other, decided=TODAY, by=BAWASLU, now=NOON)
    register_case(unit, case.id, at=NOON)
    second = take_in(unit, an_intake(), by=BAWASLU, now=NOON)
    register_case(unit, second.id, at=NOON)
    with pytest.raises(NotYourOfficeError):
        join_cases(unit, case.id, second.id, decided=TODAY, by=POLICE, now=NOON)


def test_a_closed_case_stays_as_it_is(unit: CasesUnit, case: Case) -> None:
    other = take_in(unit, an_intake(), by=BAWASLU, now=NOON)
    close_case(unit, case.id, Outcome.NOT_REGISTERED, at=NOON)
    with pytest.raises(CaseClosedError):
        withdraw(unit, case)
    with pytest.raises(CaseClosedError):
        transfer(unit, case, "32")
    with pytest.raises(CaseClosedError):
        join_cases(unit, other.id, case.id, decided=TODAY, by=BAWASLU, now=NOON)


def test_nothing_of_it_happens_tomorrow(unit: CasesUnit, case: Case) -> None:
    with pytest.raises(ImpossibleDateError):
        withdraw(unit, case, fact=Fact(date(2024, 10, 12)))
    with pytest.raises(ImpossibleDateError):
        withdraw(unit, case, fact=Fact(date(1999, 1, 1)))
