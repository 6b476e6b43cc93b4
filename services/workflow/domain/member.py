"""Members of the centres' rosters, as `cases` tells of them."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.domain.officer import NATIONAL_OFFICE, Agency, Officer, Role, level_of


@dataclass(frozen=True)
class Member:
    """One line of a roster; office and roles are missing where they were told before they were kept."""

    id: str
    agency: str
    office: str | None = None
    roles: tuple[str, ...] = ()

    def as_officer(self) -> Officer | None:
        """What the member may do, as if a token said so; None where the roster does not say enough."""
        if self.office is None or self.agency not in set(Agency):
            return None
        return Officer(
            id=self.id,
            agency=Agency(self.agency),
            office=self.office,
            level=level_of(self.office),
            roles=frozenset(Role(name) for name in self.roles if name in set(Role)),
        )


def offices_reaching(office: str) -> tuple[str, ...]:
    """The office itself and those above it, the nearest first: `32.15`, `32`, `00`."""
    province = office.split(".", maxsplit=1)[0]
    return tuple(dict.fromkeys([office, province, NATIONAL_OFFICE]))
