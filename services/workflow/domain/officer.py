"""Who acts: an officer of one agency at one office, as the identity provider vouches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.errors import NotAllowedError

NATIONAL_OFFICE = "00"
OFFICE_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2})?")


class Agency(StrEnum):
    """The three agencies of a centre; lanes of the models carry the same names."""

    BAWASLU = "bawaslu"
    POLRI = "polri"
    KEJAKSAAN = "kejaksaan"


class Level(StrEnum):
    """Where an office stands; national sees provinces, provinces see their regencies."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"


class Role(StrEnum):
    """What an officer may do in the inbox and the history."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


WORKING_ROLES = (Role.OFFICER, Role.COORDINATOR)
"""Those that a drawing may ask for; the others only read."""


@dataclass(frozen=True)
class Officer:
    """The bearer of a token, in the words of the field."""

    id: str
    agency: Agency
    office: str
    level: Level
    roles: frozenset[Role]

    @classmethod
    def from_claims(cls, subject: str, claims: Mapping[str, Any]) -> Officer:
        """Raises NotAllowedError when the provider's claims do not make an officer of the centre."""
        try:
            level = Level(claims["level"])
            return cls(
                id=subject,
                agency=Agency(claims["agency"]),
                office=_office_of(level, claims["office"]),
                level=level,
                roles=frozenset(Role(role) for role in claims["roles"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise NotAllowedError(
                "The token names no officer of a centre: it needs agency, office, its level, and roles. "
                "Ask your administrator to correct the account.",
                id="Token tidak menyebut petugas Sentra Gakkumdu: perlu agency, office, level yang sesuai, dan roles. "
                "Minta administrator memperbaiki akun Anda.",
                field="Authorization",
            ) from error

    def is_one_of(self, *roles: Role) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(roles)


def _office_of(level: Level, code: str) -> str:
    """The code, when it is one of this level; a reach that two claims disagree on is nobody's."""
    if OFFICE_CODE.fullmatch(code) is None or level is not level_of(code):
        raise ValueError(f"{code} is no office of level {level}")
    return code


def level_of(code: str) -> Level:
    """Where an office with this code stands."""
    if code == NATIONAL_OFFICE:
        return Level.NATIONAL
    return Level.REGENCY if "." in code else Level.PROVINCE
