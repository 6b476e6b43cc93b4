from __future__ import annotations

import pytest

from cases.domain.access import (
    may_see_case,
    may_see_member,
    refuse_appointing,
    refuse_filing,
    refuse_party_work,
)
from cases.domain.errors import NotYourOfficeError
from cases.domain.intake import Confidentiality
from cases.domain.member import Member
from cases.domain.officer import Agency, OfficerId, Role
from cases.domain.party import PartyRole
from tests.cases.builders import (
    KARAWANG,
    NOON,
    a_case,
    a_registered_case,
    an_appointment,
    an_intake,
    an_officer,
)

SECRET = an_intake(confidentiality=Confidentiality.SECRET)


@pytest.mark.parametrize(
    ("office", "seen"), [("00", True), ("32", True), ("32.15", True), ("32.16", False), ("51", False)]
)
def test_a_case_is_seen_at_its_office_and_above(office: str, seen: bool) -> None:
    assert may_see_case(an_officer(office), a_case()) is seen


@pytest.mark.parametrize("agency", [Agency.POLRI, Agency.KEJAKSAAN])
def test_police_and_prosecutors_join_with_the_registration(agency: Agency) -> None:
    officer = an_officer(agency=agency, subject="other")
    assert not may_see_case(officer, a_case())
    assert may_see_case(officer, a_registered_case())


@pytest.mark.parametrize(
    ("role", "highest"),
    [(Role.OFFICER, 2), (Role.COORDINATOR, 4), (Role.AUDITOR, 4), (Role.ADMINISTRATOR, 0)],
)
def test_each_role_is_cleared_to_a_level(role: Role, highest: int) -> None:
    officer = an_officer("32.15", role, subject="other")
    for level in Confidentiality:
        case = a_case(intake=an_intake(confidentiality=level))
        assert may_see_case(officer, case) is (level <= highest)


def test_who_took_a_case_in_goes_on_seeing_it_while_at_the_office() -> None:
    case = a_case(intake=SECRET, by="bawaslu-karawang")
    assert may_see_case(an_officer(), case)
    assert not may_see_case(an_officer("51.01"), case)


def test_only_bawaslu_officers_of_the_office_or_above_file() -> None:
    refuse_filing(an_officer("32"), KARAWANG)
    refuse_filing(an_officer("32.15", Role.COORDINATOR), KARAWANG)
    for other in (
        an_officer("32.16"),
        an_officer(agency=Agency.POLRI),
        an_officer("00", Role.AUDITOR),
        an_officer("00", Role.ADMINISTRATOR),
    ):
        with pytest.raises(NotYourOfficeError):
            refuse_filing(other, KARAWANG)


def test_suspects_are_the_polices_and_reporters_bawaslus() -> None:
    refuse_party_work(an_officer(agency=Agency.POLRI), PartyRole.SUSPECT)
    refuse_party_work(an_officer(), PartyRole.REPORTER)
    with pytest.raises(NotYourOfficeError):
        refuse_party_work(an_officer(), PartyRole.SUSPECT)
    with pytest.raises(NotYourOfficeError):
        refuse_party_work(an_officer(agency=Agency.KEJAKSAAN), PartyRole.REPORTER)


def test_an_auditor_changes_nothing() -> None:
    with pytest.raises(NotYourOfficeError):
        refuse_party_work(an_officer("32.15", Role.AUDITOR), PartyRole.REPORTER)


def test_rosters_are_kept_by_coordinators_and_administrators_of_bawaslu() -> None:
    refuse_appointing(an_officer("00", Role.ADMINISTRATOR), KARAWANG)
    refuse_appointing(an_officer("32.15", Role.COORDINATOR), KARAWANG)
    for other in (
        an_officer(),
        an_officer("51", Role.COORDINATOR),
        an_officer("00", Role.COORDINATOR, agency=Agency.POLRI),
    ):
        with pytest.raises(NotYourOfficeError):
            refuse_appointing(other, KARAWANG)


def test_a_roster_is_read_at_its_office_and_above() -> None:
    member = Member.appointed(an_appointment(), by=OfficerId("bawaslu-karawang"), now=NOON)
    assert may_see_member(an_officer(agency=Agency.POLRI), member)
    assert may_see_member(an_officer("32"), member)
    assert not may_see_member(an_officer("32.16"), member)
