from __future__ import annotations

from typing import Any

import pytest

from chassis.errors import NotAllowedError
from workflow.domain.officer import Agency, Level, Officer, Role

CLAIMS: dict[str, Any] = {
    "agency": "polri",
    "office": "32.15",
    "level": "regency",
    "roles": ["officer", "coordinator"],
}


def test_good_claims_make_an_officer() -> None:
    assert Officer.from_claims("x", {**CLAIMS, "name": "ignored"}) == Officer(
        "x", Agency.POLRI, "32.15", Level.REGENCY, frozenset({Role.OFFICER, Role.COORDINATOR})
    )


@pytest.mark.parametrize(
    ("office", "level"), [("00", "national"), ("32", "province"), ("32.15", "regency"), ("91.71", "regency")]
)
def test_the_level_is_that_of_the_office(office: str, level: str) -> None:
    assert Officer.from_claims("x", {**CLAIMS, "office": office, "level": level}).level is Level(level)
    for other in set(Level) - {Level(level)}:
        with pytest.raises(NotAllowedError):
            Officer.from_claims("x", {**CLAIMS, "office": office, "level": other.value})


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("value", [None, 7, "", "x", [], {}, [[]], [None], True])
def test_a_claim_of_the_wrong_type_makes_no_officer(claim: str, value: Any) -> None:
    if (claim, value) in (("roles", []), ("roles", ""), ("roles", {})):
        assert Officer.from_claims("x", {**CLAIMS, claim: value}).roles == frozenset()
        return
    with pytest.raises(NotAllowedError):
        Officer.from_claims("x", {**CLAIMS, claim: value})
    with pytest.raises(NotAllowedError):
        Officer.from_claims("x", {name: said for name, said in CLAIMS.items() if name != claim})
