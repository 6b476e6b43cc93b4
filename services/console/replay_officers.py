"""The officers who act in a replay: one of each agency at every office that has a case in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.replay_places import Place

AGENCIES = ("bawaslu", "polri", "kejaksaan")


def account_of(agency: str, place: Place) -> str:
    """The name under which the issuer knows an officer."""
    return f"{agency}-{place.office}"


def accounts_for(places: Iterable[Place]) -> Mapping[str, Mapping[str, Any]]:
    """Whom the private system's issuer must vouch for, with their claims."""
    return {
        account_of(agency, place): {
            "name": f"{agency} {place.office} (replay)",
            "agency": agency,
            "office": place.office,
            "level": place.level,
            "roles": ["officer", "coordinator"],
        }
        for place in places
        for agency in AGENCIES
    }
