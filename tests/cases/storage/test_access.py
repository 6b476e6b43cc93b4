from __future__ import annotations

from itertools import combinations

import pytest

from cases.domain.access import may_see_case, may_see_member
from cases.domain.case import Case
from cases.domain.intake import Confidentiality
from cases.domain.member import Member, MemberId
from cases.domain.officer import Agency, Officer, OfficerId, Role
from cases.domain.offices import Office
from cases.storage.cases import CaseFilter
from cases.storage.members import MemberFilter
from cases.storage.unit import CasesUnit
from chassis.paging import PageRequest
from tests.cases.builders import NOON, a_case, a_registered_case, an_appointment, an_intake, an_officer

OFFICES = ("00", "32", "32.15", "32.16", "33", "51.01")
ALL = PageRequest(limit=200)
ROLES = [set(some) for count in range(1, 3) for some in combinations(Role, count)]
OFFICERS = [
    an_officer(office, *roles, agency=agency, subject=subject)
    for office in OFFICES
    for agency in Agency
    for roles in ROLES
    for subject in ("taker", "other")
]


def every_kind_of_case() -> list[Case]:
    return [
        make(intake=an_intake(office=Office(office), confidentiality=level), by="taker")
        for office in OFFICES
        for level in Confidentiality
        for make in (a_case, a_registered_case)
    ]


@pytest.mark.parametrize("part", range(4))
def test_a_list_shows_exactly_what_a_single_look_would(unit: CasesUnit, part: int) -> None:
    cases = every_kind_of_case()
    for case in cases:
        unit.cases.add(case)
    for officer in OFFICERS[part::4]:
        shown = {case.id for case in unit.cases.page(officer, CaseFilter(), ALL).items}
        assert shown == {case.id for case in cases if may_see_case(officer, case)}, officer


def test_a_roster_shows_exactly_what_a_single_look_would(unit: CasesUnit) -> None:
    members = [
        Member.appointed(
            an_appointment(member_id=MemberId(f"m-{office}"), office=Office(office)),
            by=OfficerId("taker"),
            now=NOON,
        )
        for office in OFFICES
    ]
    for member in members:
        unit.members.add(member)
    for office in OFFICES:
        officer: Officer = an_officer(office)
        shown = {member.id for member in unit.members.page(officer, MemberFilter(), ALL).items}
        assert shown == {member.id for member in members if may_see_member(officer, member)}
