"""Whoever sent the request, as this service knows officers."""

from __future__ import annotations

from chassis.http import principal
from notify.domain.officer import Officer


def officer() -> Officer:
    """Raises NotAllowedError when the token does not say where its bearer works."""
    bearer = principal()
    return Officer.from_claims(bearer.subject, bearer.claims)
