"""Facts as they stand in JSON columns; `Fact.as_data` is the way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases.domain.facts import Fact
from cases.domain.offices import Zone

DAY_LENGTH = len("2024-03-08")


def fact_of(data: dict[str, Any]) -> Fact:
    """The inverse of `Fact.as_data`."""
    zone = data.get("zone")
    return Fact(at=_moment(data["at"]), document=data["document"], zone=Zone(zone) if zone else None)


def _moment(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == DAY_LENGTH else datetime.fromisoformat(text)
