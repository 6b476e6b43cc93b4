from __future__ import annotations

import pytest

from workflow.domain.member import Member, offices_reaching
from workflow.domain.officer import Level, Role


def test_a_member_may_do_what_the_roster_says() -> None:
    officer = Member("budi", "polri", "32.15", ("officer", "king")).as_officer()
    assert officer is not None
    assert (officer.id, officer.agency, officer.level) == ("budi", "polri", Level.REGENCY)
    assert officer.roles == {Role.OFFICER}


@pytest.mark.parametrize("member", [Member("budi", "polri"), Member("budi", "fire", "32.15", ("officer",))])
def test_a_roster_that_does_not_say_enough_makes_no_officer(member: Member) -> None:
    assert member.as_officer() is None


@pytest.mark.parametrize(
    ("office", "reaching"),
    [("32.15", ("32.15", "32", "00")), ("32", ("32", "00")), ("00", ("00",))],
)
def test_an_office_is_reached_from_itself_and_from_above(office: str, reaching: tuple[str, ...]) -> None:
    assert offices_reaching(office) == reaching
