"""What `gakkumdu bench inbox` asks: officers of every reach, filters alone and together, every order, both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

NATION, PROVINCE, REGENCY = "nation", "province", "regency"
ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    name: {"name": name, "email": f"{name}@bench.example", **claims}
    for name, claims in {
        NATION: {"agency": "bawaslu", "office": "00", "level": "national", "roles": ["coordinator"]},
        "nation-officer": {"agency": "polri", "office": "00", "level": "national", "roles": ["officer"]},
        "nation-auditor": {"agency": "bawaslu", "office": "00", "level": "national", "roles": ["auditor"]},
        PROVINCE: {"agency": "kejaksaan", "office": "32", "level": "province", "roles": ["coordinator"]},
        "province-officer": {"agency": "bawaslu", "office": "73", "level": "province", "roles": ["officer"]},
        REGENCY: {"agency": "bawaslu", "office": "32.01", "level": "regency", "roles": ["coordinator"]},
        "bench-91.02-3": {"agency": "polri", "office": "91.02", "level": "regency", "roles": ["officer"]},
    }.items()
}
"""Whom the issuer of the private system knows; the last one has tasks in hand."""
ORDERS = ("urgency", "-urgency", "due", "-due", "created", "-created", "priority", "-priority")
ARTICLE = "Pasal 521 UU 7/2017"


@dataclass(frozen=True)
class Question:
    """One officer's filters and order."""

    officer: str
    filters: Mapping[str, str]
    sort: str | None = None
    columns: str | None = None

    def __str__(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.page().items())
        return f"{self.officer}: {asked or 'everything'}"

    def page(self) -> dict[str, str]:
        """The parameters of its pages; those of its count are the filters alone."""
        shown = {"sort": self.sort, "fields": self.columns}
        return {**self.filters, **{name: value for name, value in shown.items() if value}}


def questions(now: datetime) -> list[Question]:
    """The same on every base, `now` apart."""
    return [*_orders(), *_alone(now), *_together(now), *_daily(), *_closed()]


def _orders() -> Iterator[Question]:
    for officer in (NATION, "nation-officer", PROVINCE, REGENCY):
        for order in ORDERS:
            yield Question(officer, {}, order)


def _alone(now: datetime) -> Iterator[Question]:
    """Each filter by itself, over the whole country or a province, in the usual order."""
    week = timedelta(days=7)
    for filters in (
        {"agency": "kejaksaan"},
        {"office": "32.01"},
        {"level": "province"},
        {"role": "coordinator"},
        {"assignee": "bench-91.02-3"},
        {"candidate": "true"},
        {"state": "claimed"},
        {"regime": "pilkada"},
        {"stage": "prosecution"},
        {"name": "verdict"},
        {"article": ARTICLE},
        {"priority": "high"},
        {"created_from": (now - week).isoformat()},
        {"created_until": (now - 3 * week).isoformat()},
        {"due_from": (now + week).isoformat(), "due_until": (now + 2 * week).isoformat()},
        {"overdue": "true"},
        {"text": "kajian"},
        {"text": "0000912"},
    ):
        yield Question("nation-auditor", filters)
        yield Question(PROVINCE, filters)


def _together(now: datetime) -> Iterator[Question]:
    soon = (now + timedelta(days=3)).isoformat()
    for filters, sort in (
        ({"agency": "polri", "stage": "assessment", "regime": "pemilu", "due_until": soon}, "due"),
        ({"agency": "bawaslu", "priority": "high", "overdue": "true"}, "urgency"),
        ({"article": ARTICLE, "regime": "pemilu", "state": "open"}, "priority"),
        ({"text": "kajian", "overdue": "true", "role": "officer"}, "-created"),
        ({"level": "regency", "stage": "investigation", "role": "officer", "priority": "low"}, "-urgency"),
        ({"candidate": "true", "stage": "assessment", "article": ARTICLE, "priority": "high"}, "due"),
        ({"article": "no such article", "text": "nothing"}, "urgency"),
    ):
        for officer in (NATION, PROVINCE, REGENCY):
            yield Question(officer, filters, sort)


def _daily() -> Iterator[Question]:
    """What officers open in the morning."""
    for officer in ("province-officer", REGENCY, "bench-91.02-3"):
        for filters in ({}, {"candidate": "true"}, {"mine": "true"}, {"overdue": "true"}):
            yield Question(officer, filters)
        yield Question(officer, {"candidate": "true"}, "priority", "id,title,office,due_at,version")


def _closed() -> Iterator[Question]:
    for officer in ("province-officer", REGENCY):
        yield Question(officer, {"state": "completed", "office": "32.01"})
