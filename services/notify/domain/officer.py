"""The person behind a token: agency, office, level and roles, as the identity provider vouches for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from chassis.errors import NotAllowedError


class Agency(StrEnum):
    """The three agencies of the centre."""

    BAWASLU = "bawaslu"
    POLRI = "polri"
    KEJAKSAAN = "kejaksaan"


class Level(StrEnum):
    """Where an office stands: national sees provinces, provinces see regencies."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"


class Role(StrEnum):
    """What an officer may do."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ACTING_ROLES = frozenset({Role.OFFICER, Role.COORDINATOR})


def known_roles(names: Any) -> frozenset[Role]:
    """Roles we know; those of other systems in the same list mean nothing here."""
    return frozenset(Role(name) for name in names if name in set(Role))


@dataclass(frozen=True)
class Officer:
    """Who is asking."""

    id: str
    agency: Agency
    office: str
    level: Level
    roles: frozenset[Role]

    @classmethod
    def from_claims(cls, subject: str, claims: Mapping[str, Any]) -> Self:
        """Raises NotAllowedError when the token does not say where its bearer works."""
        try:
            return cls(
                id=subject,
                agency=Agency(claims["agency"]),
                office=_text(claims["office"]),
                level=Level(claims["level"]),
                roles=known_roles(claims.get("roles", [])),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise NotAllowedError(
                "Your token does not name your agency, office, level and roles. Ask your administrator.",
                id="Token Anda tidak memuat instansi, kantor, tingkat, dan peran. Hubungi administrator Anda.",
            ) from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value
