from __future__ import annotations

from uuid import uuid4

import pytest

from cases.actions.parties import add_party, change_party_status, see_party
from cases.actions.progress import close_case
from cases.domain.case import Case, CaseId, Outcome
from cases.domain.errors import (
    CaseClosedError,
    CaseNotFoundError,
    NotYourOfficeError,
    PartyNotFoundError,
    PartyStatusError,
)
from cases.domain.officer import Agency, Officer
from cases.domain.party import Identity, Party, PartyRole, PartyStatus
from cases.storage.unit import CasesUnit
from chassis.errors import DomainError, PreconditionMissingError, VersionMismatchError
from chassis.preconditions import Precondition
from tests.cases.builders import NOON, a_registered_case, an_officer

BUDI = Identity(name="Budi")
POLICE = an_officer(agency=Agency.POLRI, subject="polri-karawang")
PROSECUTOR = an_officer(agency=Agency.KEJAKSAAN, subject="kejaksaan-karawang")
STRANGER = an_officer("51.01", agency=Agency.POLRI)
NO_TAG = Precondition(tags=None)
OLD_TAG = Precondition(tags=frozenset({'"7"'}))
TAG = Precondition(tags=frozenset({'"1"'}))


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    case = a_registered_case()
    unit.cases.add(case)
    return case


@pytest.fixture
def suspect(unit: CasesUnit, case: Case) -> Party:
    return add_party(unit, case.id, PartyRole.SUSPECT, BUDI, by=POLICE, now=NOON)


def test_the_police_name_a_suspect(unit: CasesUnit, case: Case, suspect: Party) -> None:
    assert (suspect.role, suspect.ordinal, suspect.status) == (PartyRole.SUSPECT, 1, PartyStatus.NAMED)
    assert see_party(unit, case.id, suspect.id, by=PROSECUTOR) == suspect


def test_a_stranger_is_told_that_there_is_no_such_case(unit: CasesUnit, case: Case, suspect: Party) -> None:
    with pytest.raises(CaseNotFoundError):
        add_party(unit, case.id, PartyRole.SUSPECT, BUDI, by=STRANGER, now=NOON)
    with pytest.raises(CaseNotFoundError):
        see_party(unit, case.id, suspect.id, by=STRANGER)


def test_a_closed_case_gets_no_more_parties(unit: CasesUnit, case: Case) -> None:
    close_case(unit, case.id, Outcome.STOPPED, at=NOON)
    with pytest.raises(CaseClosedError):
        add_party(unit, case.id, PartyRole.WITNESS, BUDI, by=POLICE, now=NOON)


def test_a_status_follows_a_person_after_the_case_is_closed(
    unit: CasesUnit, case: Case, suspect: Party
) -> None:
    close_case(unit, case.id, Outcome.EXPIRED, at=NOON)
    changed = change_party_status(
        unit, case.id, suspect.id, PartyStatus.DISCONTINUED, by=POLICE, precondition=TAG, now=NOON
    )
    assert (changed.status, changed.version) == (PartyStatus.DISCONTINUED, 2)


@pytest.mark.parametrize(
    ("by", "precondition", "refused"),
    [
        (STRANGER, NO_TAG, CaseNotFoundError),
        (an_officer(), NO_TAG, NotYourOfficeError),
        (POLICE, NO_TAG, PreconditionMissingError),
        (POLICE, OLD_TAG, VersionMismatchError),
        (POLICE, TAG, PartyStatusError),
    ],
)
def test_a_change_is_refused_in_a_fixed_order(
    unit: CasesUnit, suspect: Party, by: Officer, precondition: Precondition, refused: type[DomainError]
) -> None:
    with pytest.raises(refused):
        change_party_status(
            unit,
            CaseId(suspect.case_id),
            suspect.id,
            PartyStatus.CONVICTED,
            by=by,
            precondition=precondition,
            now=NOON,
        )


def test_a_party_of_no_case_is_not_found(unit: CasesUnit, case: Case) -> None:
    with pytest.raises(PartyNotFoundError):
        see_party(unit, case.id, uuid4(), by=POLICE)
