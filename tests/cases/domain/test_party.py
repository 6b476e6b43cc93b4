from __future__ import annotations

from uuid import uuid4

import pytest

from cases.domain.errors import PartyStatusError
from cases.domain.officer import OfficerId
from cases.domain.party import TRANSITIONS, Identity, Party, PartyId, PartyRole, PartyStatus
from tests.cases.builders import NOON


def a_party(role: PartyRole, status: PartyStatus = PartyStatus.NAMED) -> Party:
    return Party(
        id=PartyId(uuid4()),
        case_id=uuid4(),
        role=role,
        ordinal=1,
        held=("name",),
        added_at=NOON,
        added_by=OfficerId("bawaslu-karawang"),
        changed_at=NOON,
        status=status,
    )


@pytest.mark.parametrize("role", PartyRole)
@pytest.mark.parametrize("before", PartyStatus)
@pytest.mark.parametrize("after", PartyStatus)
def test_a_party_goes_only_the_ways_of_its_role(
    role: PartyRole, before: PartyStatus, after: PartyStatus
) -> None:
    party = a_party(role, before)
    if after in TRANSITIONS[role].get(before, frozenset()):
        party.become(after, at=NOON)
        assert (party.status, party.version) == (after, 2)
    else:
        with pytest.raises(PartyStatusError):
            party.become(after, at=NOON)
        assert (party.status, party.version) == (before, 1)


def test_two_suspects_may_end_differently() -> None:
    first, second = (a_party(PartyRole.SUSPECT, PartyStatus.ON_TRIAL) for _ in range(2))
    first.become(PartyStatus.CONVICTED, at=NOON)
    second.become(PartyStatus.ACQUITTED, at=NOON)
    assert (first.status, second.status) == (PartyStatus.CONVICTED, PartyStatus.ACQUITTED)


def test_only_the_names_of_what_is_known_are_told() -> None:
    assert Identity(name="Siti Aminah", contact="0812").held() == ("name", "contact")
