from __future__ import annotations

from typing import Any

import pytest

from cases.domain.errors import UnknownClaimsError
from cases.domain.officer import Agency, Role, officer_of
from cases.domain.offices import Office

CLAIMS: dict[str, Any] = {"agency": "polri", "office": "32.15", "level": "regency", "roles": ["officer"]}


def test_claims_make_an_officer() -> None:
    officer = officer_of("polri-karawang", CLAIMS)
    assert (officer.id, officer.agency, officer.office) == ("polri-karawang", Agency.POLRI, Office("32.15"))
    assert officer.is_any(Role.OFFICER, Role.AUDITOR)
    assert not officer.is_any(Role.COORDINATOR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": "kpu"},
        {"office": "99.99"},
        {"office": None},
        {"level": "national"},
        {"level": 3},
        {"roles": ["king"]},
        {"roles": None},
        {"roles": "officer"},
    ],
)
def test_claims_that_make_no_sense_are_refused_as_a_whole(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnknownClaimsError):
        officer_of("somebody", {**CLAIMS, **wrong})


@pytest.mark.parametrize("claim", list(CLAIMS))
def test_each_claim_is_needed(claim: str) -> None:
    with pytest.raises(UnknownClaimsError):
        officer_of("somebody", {name: value for name, value in CLAIMS.items() if name != claim})
