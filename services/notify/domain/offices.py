"""The ladder of offices, read from their Kemendagri codes: `32.15` regency, `32` province, `00` national; a district has three parts."""

from __future__ import annotations

NATIONAL = "00"


def higher_offices(office: str) -> tuple[str, ...]:
    """Every office above this one, the nearest first; the national office has none."""
    if office == NATIONAL:
        return ()
    parts = office.split(".")
    between = [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    return (*between, NATIONAL)


def oversees(upper: str, office: str) -> bool:
    """Whether `upper` is this office or stands above it."""
    return upper == office or upper in higher_offices(office)
