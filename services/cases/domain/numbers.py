"""Intake and register numbers: the grammar that Bawaslu writes them in, and the sequence they count in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.domain.errors import ElectionMismatchError
from cases.domain.offices import Level, Office

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Regime(StrEnum):
    """Which act the case falls under."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"


class Origin(StrEnum):
    """Brought by somebody, or found by a supervisor."""

    REPORT = "report"
    FINDING = "finding"


class Election(StrEnum):
    """Legislative, president; regent, mayor, governor."""

    PL = "PL"
    PP = "PP"
    PB = "PB"
    PW = "PW"
    PG = "PG"

    @property
    def regime(self) -> Regime:
        return Regime.PEMILU if self in (Election.PL, Election.PP) else Regime.PILKADA

    def refuse_other(self, regime: Regime) -> None:
        """Raises when this election is held under the other act."""
        if self.regime is not regime:
            own = ", ".join(election for election in Election if election.regime is regime)
            raise ElectionMismatchError(
                f"{self} is not an election of {regime}. Use one of {own}, or change the regime.",
                id=f"{self} bukan pemilihan dalam rezim {regime}. Pakai salah satu dari {own}, atau ubah rezimnya.",
                field="election",
                rule="election-of-regime",
            )


class Book(StrEnum):
    """Which of an office's books a number stands in; reports and findings are counted apart."""

    INTAKE_REPORTS = "LP"
    INTAKE_FINDINGS = "TM"
    REGISTER_REPORTS = "Reg/LP"
    REGISTER_FINDINGS = "Reg/TM"

    @classmethod
    def of_intakes(cls, origin: Origin) -> Book:
        return cls.INTAKE_REPORTS if origin is Origin.REPORT else cls.INTAKE_FINDINGS

    @classmethod
    def of_register(cls, origin: Origin) -> Book:
        return cls.REGISTER_REPORTS if origin is Origin.REPORT else cls.REGISTER_FINDINGS


@dataclass(frozen=True)
class Sequence:
    """What numbers are counted in: without a gap, from 1, anew each year."""

    office: Office
    regime: Regime
    book: Book
    year: int


def written(sequence: Sequence, count: int, *, election: Election, region: str, at: datetime) -> str:
    """`010/Reg/LP/PB/Kab/13.19/X/2024`; `region` is Bawaslu's own code, `at` decides the month."""
    month = ROMAN_MONTHS[at.astimezone(sequence.office.zone.tz).month - 1]
    place = _short_level(sequence.office)
    return f"{count:03d}/{sequence.book}/{election}/{place}/{region}/{month}/{sequence.year}"


def sequence_at(at: datetime, *, office: Office, regime: Regime, book: Book) -> Sequence:
    """The sequence of the year it is at the office."""
    return Sequence(office, regime, book, at.astimezone(office.zone.tz).year)


def _short_level(office: Office) -> str:
    if office.level is Level.NATIONAL:
        return "RI"
    if office.level is Level.PROVINCE:
        return "Prov"
    return "Kota" if office.is_city else "Kab"
