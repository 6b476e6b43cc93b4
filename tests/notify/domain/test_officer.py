from __future__ import annotations

from typing import Any

import pytest

from chassis.errors import NotAllowedError
from notify.domain.officer import Agency, Level, Officer, Role

CLAIMS = {"agency": "polri", "office": "32.15", "level": "regency", "roles": ["officer", "gardener"]}


def test_claims_become_an_officer_with_the_roles_we_know() -> None:
    officer = Officer.from_claims("police", CLAIMS)
    assert officer == Officer("police", Agency.POLRI, "32.15", Level.REGENCY, frozenset({Role.OFFICER}))


@pytest.mark.parametrize(
    "wrong", [{"agency": "kpk"}, {"office": ""}, {"office": 32}, {"level": None}, {"roles": 7}]
)
def test_wrong_claims_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowedError):
        Officer.from_claims("police", {**CLAIMS, **wrong})


def test_missing_claims_are_refused() -> None:
    with pytest.raises(NotAllowedError):
        Officer.from_claims("police", {})
