"""Who is asking, as this service understands a token's claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType

from cases.domain.errors import UnknownClaimsError, UnknownOfficeError
from cases.domain.offices import Level, Office

OfficerId = NewType("OfficerId", str)


class Agency(StrEnum):
    """The three agencies of a centre."""

    BAWASLU = "bawaslu"
    POLRI = "polri"
    KEJAKSAAN = "kejaksaan"


class Role(StrEnum):
    """What an officer may be; several at once."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Officer:
    """A member of one agency at one office."""

    id: OfficerId
    agency: Agency
    office: Office
    roles: frozenset[Role]

    def is_any(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


def officer_of(subject: str, claims: Mapping[str, Any]) -> Officer:
    """The bearer of these claims; a token that says no agency, office or role is refused as a whole."""
    try:
        office = Office.of(str(claims["office"]))
        level = Level(claims["level"])
        roles = frozenset(Role(role) for role in claims["roles"])
        agency = Agency(claims["agency"])
    except (KeyError, ValueError, TypeError, UnknownOfficeError) as error:
        raise _unclear(f"{type(error).__name__}: {error}") from error
    if office.level is not level:
        raise _unclear(f"level {level} is not the level of office {office.code}")
    return Officer(OfficerId(subject), agency, office, roles)


def _unclear(reason: str) -> UnknownClaimsError:
    return UnknownClaimsError(
        f"The token needs the claims agency, office, level and roles ({reason}). Ask your administrator to correct it.",
        id="Token harus memuat klaim agency, office, level, dan roles. Minta administrator memperbaikinya.",
        rule="claims",
    )
