from __future__ import annotations

from typing import Any

import pytest

from cases.domain.errors import MemberAppointedAlreadyError, MemberNotFoundError
from cases.domain.member import Member, MemberId
from cases.domain.officer import Agency, OfficerId, Role
from cases.domain.offices import Office
from cases.storage.members import MemberFilter
from cases.storage.unit import CasesUnit
from chassis.paging import PageRequest
from tests.cases.builders import JEMBRANA, KARAWANG, NOON, an_appointment, an_officer


def a_member(member_id: str = "polri-karawang", **overrides: Any) -> Member:
    appointment = an_appointment(member_id=MemberId(member_id), **overrides)
    return Member.appointed(appointment, by=OfficerId("bawaslu-karawang"), now=NOON)


def test_a_member_comes_back_as_appointed(unit: CasesUnit) -> None:
    member = a_member(roles=frozenset({Role.OFFICER, Role.COORDINATOR}), name=None)
    unit.members.add(member)
    assert unit.members.get(member.id) == member


def test_a_member_is_on_the_roster_once(unit: CasesUnit) -> None:
    unit.members.add(a_member())
    with pytest.raises(MemberAppointedAlreadyError):
        unit.members.add(a_member(office=JEMBRANA))


def test_a_member_who_is_not_there_is_not_found(unit: CasesUnit) -> None:
    with pytest.raises(MemberNotFoundError):
        unit.members.get(MemberId("nobody"))


def test_the_roster_is_by_office_and_narrowed(unit: CasesUnit) -> None:
    unit.members.add(a_member("c", office=JEMBRANA))
    unit.members.add(a_member("b", agency=Agency.KEJAKSAAN))
    unit.members.add(a_member("a"))

    def shown(**narrowed: Any) -> list[str]:
        page = unit.members.page(an_officer("00"), MemberFilter(**narrowed), PageRequest())
        return [member.id for member in page.items]

    assert shown() == ["a", "b", "c"]
    assert shown(office="32.15") == ["a", "b"]
    assert shown(agency=Agency.KEJAKSAAN) == ["b"]


def test_heads_are_counted_by_office_and_agency(unit: CasesUnit) -> None:
    for member_id in ("a", "b"):
        unit.members.add(a_member(member_id))
    unit.members.add(a_member("c", office=Office("51.01"), agency=Agency.BAWASLU))
    assert unit.members.head_counts() == {(KARAWANG, Agency.POLRI): 2, (JEMBRANA, Agency.BAWASLU): 1}
