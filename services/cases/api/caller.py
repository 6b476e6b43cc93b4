"""The officer behind a request."""

from __future__ import annotations

from cases.domain.officer import Officer, officer_of
from chassis.http import principal


def caller() -> Officer:
    """Raises for a valid token whose claims make no officer."""
    bearer = principal()
    return officer_of(bearer.subject, bearer.claims)
