from __future__ import annotations

from cases.actions.centres import all_centres
from cases.actions.members import appoint_member
from cases.domain.officer import Agency, Role
from cases.domain.offices import PROVINCES, Office
from cases.storage.unit import CasesUnit
from tests.cases.builders import KARAWANG, NOON, an_appointment, an_officer


def test_there_is_a_centre_at_the_nation_and_in_every_province(unit: CasesUnit) -> None:
    centres = all_centres(unit)
    assert [centre.office.code for centre in centres] == ["00", *PROVINCES]
    assert all(set(centre.members.values()) == {0} for centre in centres)


def test_a_centre_begins_with_its_first_member(unit: CasesUnit) -> None:
    appoint_member(unit, an_appointment(), by=an_officer("00", Role.ADMINISTRATOR), now=NOON)
    centres = all_centres(unit)
    assert [centre.office for centre in centres] == sorted(centre.office for centre in centres)
    (karawang,) = [centre for centre in centres if centre.office == KARAWANG]
    assert karawang.members == {Agency.BAWASLU: 0, Agency.POLRI: 1, Agency.KEJAKSAAN: 0}
    assert Office("32") < karawang.office
