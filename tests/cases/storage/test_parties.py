from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cases.domain.case import Case
from cases.domain.errors import PartyNotFoundError
from cases.domain.officer import OfficerId
from cases.domain.party import Identity, Party, PartyId, PartyRole, PartyStatus
from cases.storage.tables import IdentityRow
from cases.storage.unit import CasesUnit
from chassis.paging import PageRequest
from tests.cases.builders import NOON, REPORTER, a_case

WITNESS = Identity(name="Budi", address="Karawang", contact=None, id_number="3215")


def added(unit: CasesUnit, case: Case, role: PartyRole, identity: Identity) -> Party:
    party = Party(
        id=PartyId(uuid4()),
        case_id=case.id,
        role=role,
        ordinal=unit.parties.next_ordinal(case.id, role),
        held=identity.held(),
        added_at=NOON,
        added_by=OfficerId("bawaslu-karawang"),
        changed_at=NOON,
    )
    unit.parties.add(party, identity)
    return party


@pytest.fixture
def case(unit: CasesUnit) -> Case:
    case = a_case()
    unit.cases.add(case)
    return case


def test_parties_of_a_role_are_counted(unit: CasesUnit, case: Case) -> None:
    first = added(unit, case, PartyRole.WITNESS, WITNESS)
    second = added(unit, case, PartyRole.WITNESS, WITNESS)
    reporter = added(unit, case, PartyRole.REPORTER, REPORTER)
    assert (first.ordinal, second.ordinal, reporter.ordinal) == (1, 2, 1)
    page = unit.parties.page(case.id, PageRequest())
    assert [party.id for party in page.items] == [reporter.id, first.id, second.id]


def test_a_party_comes_back_without_the_person(unit: CasesUnit, case: Case) -> None:
    party = added(unit, case, PartyRole.WITNESS, WITNESS)
    unit.session.expire_all()
    assert unit.parties.get(case.id, party.id) == party
    assert party.held == ("name", "address", "id_number")


def test_the_person_is_kept_apart(unit: CasesUnit, case: Case) -> None:
    party = added(unit, case, PartyRole.WITNESS, WITNESS)
    row = unit.session.scalars(select(IdentityRow).where(IdentityRow.party_id == party.id)).one()
    assert (row.name, row.address, row.contact, row.id_number) == ("Budi", "Karawang", None, "3215")


def test_a_party_of_another_case_is_not_found(unit: CasesUnit, case: Case) -> None:
    other = a_case()
    unit.cases.add(other)
    party = added(unit, other, PartyRole.WITNESS, WITNESS)
    for look in (unit.parties.get, unit.parties.take):
        with pytest.raises(PartyNotFoundError):
            look(case.id, party.id)


def test_a_changed_status_is_kept(unit: CasesUnit, case: Case) -> None:
    party = added(unit, case, PartyRole.WITNESS, WITNESS)
    taken = unit.parties.take(case.id, party.id)
    taken.become(PartyStatus.HEARD, at=NOON)
    unit.parties.save(taken)
    unit.session.expire_all()
    assert unit.parties.get(case.id, party.id) == taken


def test_two_parties_cannot_have_one_place(unit: CasesUnit, case: Case) -> None:
    party = added(unit, case, PartyRole.WITNESS, WITNESS)
    party.id = PartyId(uuid4())
    with pytest.raises(IntegrityError):
        unit.parties.add(party, WITNESS)
