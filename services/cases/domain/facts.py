"""Facts as an intake declares them: a day or an instant with the document that proves it, in a possible order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from cases.domain.errors import ImpossibleDateError
from cases.domain.offices import Zone

EARLIEST_YEAR = 2000


class FactName(StrEnum):
    """The facts of an intake, in the order in which they happen."""

    ACT = "act"
    KNOWN = "known"
    SUBMITTED = "submitted"


WORDS = {
    FactName.ACT: ("the act", "perbuatan"),
    FactName.KNOWN: ("the day the violation became known", "saat pelanggaran diketahui"),
    FactName.SUBMITTED: ("the report's submission", "penyampaian laporan"),
}


@dataclass(frozen=True)
class Fact:
    """`at` is a date (day precision), an aware instant, or None when it is not known."""

    at: date | datetime | None
    document: str | None = None
    zone: Zone | None = None

    @property
    def is_known(self) -> bool:
        return self.at is not None

    def span(self, zone: Zone) -> tuple[datetime, datetime]:
        """The first and the last moment it can mean; `zone` is the office's and yields to the fact's own."""
        if self.at is None:
            raise ValueError("an unknown fact spans nothing")
        if isinstance(self.at, datetime):
            return self.at, self.at
        start = datetime.combine(self.at, time.min, (self.zone or zone).tz)
        return start, start + timedelta(days=1, microseconds=-1)

    def as_data(self) -> dict[str, Any]:
        """The shape of events and answers; `zone` only where it was given."""
        said = {"at": self.at.isoformat() if self.at else None, "document": self.document}
        return said if self.zone is None else {**said, "zone": self.zone.value}


def refuse_impossible_fact(fact: Fact, *, field: str, zone: Zone, now: datetime) -> None:
    """Raises for a fact of another age or in the future; its order among others is for `workflow` to judge."""
    if fact.at is None:
        return
    if fact.at.year < EARLIEST_YEAR:
        raise ImpossibleDateError(
            f"The year is before {EARLIEST_YEAR}. Check the year.",
            id=f"Tahunnya sebelum {EARLIEST_YEAR}. Periksa tahunnya.",
            field=f"{field}.at",
            rule="fact-year",
        )
    if fact.span(zone)[0] > now:
        raise ImpossibleDateError(
            "This time lies in the future. Give the time at which it happened, or null when it is unknown.",
            id="Waktu ini ada di masa depan. Isi waktu kejadiannya, atau null bila tidak diketahui.",
            field=f"{field}.at",
            rule="fact-in-the-future",
        )


@dataclass(frozen=True)
class IntakeFacts:
    """What was declared; a fact that was not mentioned is absent."""

    declared: Mapping[FactName, Fact] = field(default_factory=dict)

    def refuse_impossible(self, *, zone: Zone, now: datetime) -> None:
        """Raises for a fact of another age, in the future, or before one that must come first."""
        known = [(name, self.declared[name]) for name in FactName if self._is_known(name)]
        for name, fact in known:
            _refuse_other_age(name, fact)
            if fact.span(zone)[0] > now:
                raise _in_the_future(name)
        for position, (later, fact) in enumerate(known):
            for earlier, before in known[:position]:
                if fact.span(zone)[1] < before.span(zone)[0]:
                    raise _out_of_order(earlier, later)

    def _is_known(self, name: FactName) -> bool:
        return name in self.declared and self.declared[name].is_known


def _refuse_other_age(name: FactName, fact: Fact) -> None:
    if fact.at is not None and fact.at.year < EARLIEST_YEAR:
        en, said_id = WORDS[name]
        raise ImpossibleDateError(
            f"The year of {en} is before {EARLIEST_YEAR}. Check the year.",
            id=f"Tahun {said_id} sebelum {EARLIEST_YEAR}. Periksa tahunnya.",
            field=f"facts.{name}.at",
            rule="fact-year",
        )


def _in_the_future(name: FactName) -> ImpossibleDateError:
    en, said_id = WORDS[name]
    return ImpossibleDateError(
        f"The time of {en} lies in the future. Give the time at which it happened, or null when it is unknown.",
        id=f"Waktu {said_id} ada di masa depan. Isi waktu kejadiannya, atau null bila tidak diketahui.",
        field=f"facts.{name}.at",
        rule="fact-in-the-future",
    )


def _out_of_order(earlier: FactName, later: FactName) -> ImpossibleDateError:
    (first_en, first_id), (then_en, then_id) = WORDS[earlier], WORDS[later]
    return ImpossibleDateError(
        f"The time of {then_en} is before the time of {first_en}. Correct one of them, or send null for the unknown one.",
        id=f"Waktu {then_id} mendahului waktu {first_id}. Perbaiki salah satunya, atau kirim null bila tidak diketahui.",
        field=f"facts.{later}.at",
        rule=f"{later}-before-{earlier}",
    )
