from __future__ import annotations

import pytest

from cases.actions.members import appoint_member, see_member
from cases.domain.errors import (
    LevelMismatchError,
    MemberAppointedAlreadyError,
    MemberNotFoundError,
    NotYourOfficeError,
)
from cases.domain.officer import Role
from cases.domain.offices import Level
from cases.storage.unit import CasesUnit
from tests.cases.builders import NOON, an_appointment, an_officer
from tests.cases.outbox import told

COORDINATOR = an_officer("32.15", Role.COORDINATOR)


def test_an_appointed_member_is_told_to_the_others(unit: CasesUnit) -> None:
    member = appoint_member(unit, an_appointment(), by=COORDINATOR, now=NOON)
    assert see_member(unit, member.id, by=an_officer()) == member
    (event,) = told(unit.session)
    assert (event.type, event.subject) == ("member.appointed", "office/32.15")
    assert event.data == {
        "member_id": "polri-karawang",
        "agency": "polri",
        "office": "32.15",
        "level": "regency",
        "roles": ["officer"],
        "email": "polri@karawang.demo.example",
        "language": "id",
    }


def test_a_refused_appointment_is_told_to_nobody(unit: CasesUnit) -> None:
    with pytest.raises(NotYourOfficeError):
        appoint_member(unit, an_appointment(), by=an_officer(), now=NOON)
    with pytest.raises(LevelMismatchError):
        appoint_member(unit, an_appointment(level=Level.NATIONAL), by=COORDINATOR, now=NOON)
    assert told(unit.session) == []


def test_a_member_is_appointed_once(unit: CasesUnit) -> None:
    appoint_member(unit, an_appointment(), by=COORDINATOR, now=NOON)
    with pytest.raises(MemberAppointedAlreadyError):
        appoint_member(unit, an_appointment(), by=COORDINATOR, now=NOON)
    assert len(told(unit.session)) == 1


def test_a_member_of_another_office_does_not_exist_for_you(unit: CasesUnit) -> None:
    member = appoint_member(unit, an_appointment(), by=COORDINATOR, now=NOON)
    with pytest.raises(MemberNotFoundError):
        see_member(unit, member.id, by=an_officer("51.01"))
