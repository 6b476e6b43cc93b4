from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from cases.actions.parties import add_party, change_party_status, conclude_suspect, name_suspect, see_party
from cases.actions.progress import advance_case, close_case
from cases.domain.case import Case, CaseId, Outcome
from cases.domain.errors import (
    CaseClosedError,
    CaseNotFoundError,
    ImpossibleDateError,
    NoInvestigationError,
    NotYourOfficeError,
    PartyNotFoundError,
    PartyStatusError,
    UnknownOutcomeError,
)
from cases.domain.facts import Fact
from cases.domain.officer import Agency, Officer
from cases.domain.party import Identity, Party, PartyRole, PartyStatus
from cases.storage.unit import CasesUnit
from chassis.errors import DomainError, PreconditionMissingError, VersionMismatchError
from chassis.preconditions import Precondition
from tests.cases.builders import NOON, a_registered_case, an_officer
from tests.cases.outbox import told

BUDI = Identity(name="Budi")
POLICE = an_officer(agency=Agency.POLRI, subject="polri-karawang")
PROSECUTOR = an_officer(agency=Agency.KEJAKSAAN, subject="kejaksaan-karawang")
STRANGER = an_officer("51.01", agency=Agency.POLRI)
NO_TAG = Precondition(tags=None)
OLD_TAG = Precondition(tags=frozenset({'"7"'}))
TAG = Precondition(tags=frozenset({'"1"'}))


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    case = a_registered_case(stage="investigation")
    unit.cases.add(case)
    return case


@pytest.fixture
def suspect(unit: CasesUnit, case: Case) -> Party:
    return name_suspect(unit, case.id, BUDI, None, by=POLICE, now=NOON)


def test_the_police_name_a_suspect(unit: CasesUnit, case: Case, suspect: Party) -> None:
    assert (suspect.role, suspect.ordinal, suspect.status) == (PartyRole.SUSPECT, 1, PartyStatus.NAMED)
    assert see_party(unit, case.id, suspect.id, by=PROSECUTOR) == suspect


def test_a_stranger_is_told_that_there_is_no_such_case(unit: CasesUnit, case: Case, suspect: Party) -> None:
    with pytest.raises(CaseNotFoundError):
        name_suspect(unit, case.id, BUDI, None, by=STRANGER, now=NOON)
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


def test_the_others_hear_of_a_suspect_and_no_name(unit: CasesUnit, case: Case) -> None:
    named = Fact(date(2024, 10, 9), "SP.Tap/1")
    party = name_suspect(unit, case.id, BUDI, named, by=POLICE, now=NOON)
    (event,) = told(unit.session)
    assert (event.type, event.subject) == ("case.suspect_named", str(case.id))
    assert event.data == {
        "case_id": str(case.id),
        "party_id": str(party.id),
        "named": {"at": "2024-10-09", "document": "SP.Tap/1"},
    }


@pytest.mark.parametrize("stage", [None, "finding", "assessment"])
def test_nobody_is_a_suspect_before_the_investigation(unit: CasesUnit, stage: str | None) -> None:
    case = a_registered_case(stage=stage)
    unit.cases.add(case)
    with pytest.raises(NoInvestigationError):
        name_suspect(unit, case.id, BUDI, None, by=POLICE, now=NOON)
    assert told(unit.session) == []


def test_another_suspect_may_be_named_while_one_stands_trial(
    unit: CasesUnit, case: Case, suspect: Party
) -> None:
    advance_case(unit, case.id, "prosecution", at=NOON)
    assert name_suspect(unit, case.id, BUDI, None, by=POLICE, now=NOON).ordinal == 2
    for party_id in (suspect.id, unit.parties.of_role(case.id, PartyRole.SUSPECT)[1].id):
        conclude_suspect(unit, case.id, party_id, "convicted", at=NOON)
    with pytest.raises(NoInvestigationError):
        name_suspect(unit, case.id, BUDI, None, by=POLICE, now=NOON)


@pytest.mark.parametrize("by", [PROSECUTOR, an_officer()])
def test_only_the_police_name_suspects(unit: CasesUnit, case: Case, by: Officer) -> None:
    with pytest.raises(NotYourOfficeError):
        name_suspect(unit, case.id, BUDI, None, by=by, now=NOON)


def test_nobody_is_named_tomorrow(unit: CasesUnit, case: Case) -> None:
    with pytest.raises(ImpossibleDateError):
        name_suspect(unit, case.id, BUDI, Fact(date(2024, 10, 12)), by=POLICE, now=NOON)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("convicted", "convicted"),
        ("acquitted", "acquitted"),
        ("sp3", "discontinued"),
        ("expired", "discontinued"),
        ("verdict_not_stated", "verdict_not_stated"),
        ("cancelled", "discontinued"),
    ],
)
def test_a_suspect_ends_as_the_track_ended(
    unit: CasesUnit, case: Case, suspect: Party, outcome: str, status: str
) -> None:
    conclude_suspect(unit, case.id, suspect.id, outcome, at=NOON)
    assert see_party(unit, case.id, suspect.id, by=POLICE).status == status


def test_an_outcome_that_no_track_has_is_refused(unit: CasesUnit, case: Case, suspect: Party) -> None:
    with pytest.raises(UnknownOutcomeError):
        conclude_suspect(unit, case.id, suspect.id, "forgotten", at=NOON)
