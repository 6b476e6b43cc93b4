"""Members of a centre: who works for which agency at which office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cases.domain.officer import Agency, OfficerId, Role
from cases.domain.offices import Level, Office

MemberId = NewType("MemberId", str)


class Language(StrEnum):
    """The language a member is written to in."""

    INDONESIAN = "id"
    ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What a letter of assignment says; `member_id` is the `sub` of the member's tokens."""

    member_id: MemberId
    name: str | None
    agency: Agency
    office: Office
    level: Level | None
    roles: frozenset[Role]
    email: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class Member:
    """One line of the roster."""

    id: MemberId
    version: int
    name: str | None
    agency: Agency
    office: Office
    roles: frozenset[Role]
    email: str
    language: Language
    appointed_at: datetime
    appointed_by: OfficerId

    @property
    def roles_listed(self) -> list[Role]:
        """In an order that does not change from answer to answer."""
        return sorted(self.roles)

    @classmethod
    def appointed(cls, appointment: Appointment, *, by: OfficerId, now: datetime) -> Member:
        return cls(
            id=appointment.member_id,
            version=1,
            name=appointment.name,
            agency=appointment.agency,
            office=appointment.office,
            roles=appointment.roles,
            email=appointment.email,
            language=appointment.language,
            appointed_at=now,
            appointed_by=by,
        )
