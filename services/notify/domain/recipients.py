"""Recipients: the members of the centres as the roster last told us, and what each of them prefers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from notify.domain.officer import ACTING_ROLES, Agency, Level, Role


class Language(StrEnum):
    """The two languages we write in."""

    INDONESIAN = "id"
    ENGLISH = "en"


@dataclass(frozen=True)
class Recipient:
    """A member who can be told; without an address only inside the application."""

    id: str
    agency: Agency
    office: str
    level: Level
    roles: frozenset[Role]
    email: str | None
    language: Language

    @property
    def acts(self) -> bool:
        """Whether tasks can be this member's; an auditor reads and is not alerted."""
        return bool(self.roles & ACTING_ROLES)

    @property
    def coordinates(self) -> bool:
        return Role.COORDINATOR in self.roles
