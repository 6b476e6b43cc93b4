"""Why this date: one limit with its rule, calendar, every day passed over, and what else the law may mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from workflow.domain.calendar import Calendar, DayOff
from workflow.domain.counting import count
from workflow.domain.deadline import Limits, limits_of
from workflow.domain.errors import Words
from workflow.domain.facts import FactKind, FactTime, Precision
from workflow.domain.rules import Kind, OtherReading, Regime, Rule, RuleTable, Span, Unit

_NO_FACTS: Final[Mapping[FactKind, FactTime]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OtherLimit:
    """What another reading of the rule gives; None where it hangs on a fact that is not known."""

    reading: str
    limit: datetime | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer for one rule and one start; `counted_by` is the outer rule of an inside rule."""

    rule: Rule
    counted_by: Rule
    start: FactTime
    limits: Limits | None
    other_readings: tuple[OtherLimit, ...]
    notes: tuple[Words, ...]
    calendar: str
    rules: str
    provisional_years: tuple[int, ...]

    @property
    def legal_limit(self) -> datetime | None:
        return None if self.limits is None else self.limits.legal.limit

    @property
    def safe_limit(self) -> datetime | None:
        return None if self.limits is None else self.limits.safe.limit

    @property
    def skipped(self) -> tuple[DayOff, ...]:
        """The days passed over on the way to the legal limit."""
        return () if self.limits is None else self.limits.legal.skipped

    @property
    def skipped_safe(self) -> tuple[DayOff, ...]:
        """The days passed over on the way to the safe limit."""
        return () if self.limits is None else self.limits.safe.skipped

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values, times in ISO 8601 with the office's offset."""
        return {
            **_rule_json(self.rule, self.counted_by),
            "start": _iso(self.start.at),
            "start_precision": self.start.precision.value,
            "zone": self.start.at.tzname() if self.start.at else None,
            "legal_limit": _iso(self.legal_limit),
            "safe_limit": _iso(self.safe_limit),
            "skipped": [_day_json(off) for off in self.skipped],
            "skipped_safe": [_day_json(off) for off in self.skipped_safe],
            "other_readings": [
                {"reading": other.reading, "limit": _iso(other.limit)} for other in self.other_readings
            ],
            "calendar": self.calendar,
            "rules": self.rules,
            "provisional": bool(self.provisional_years),
            "provisional_years": list(self.provisional_years),
            "notes": [note.as_json() for note in self.notes],
        }


def explain(
    rule: Rule,
    start: FactTime,
    *,
    rules: RuleTable,
    calendar: Calendar,
    known: Mapping[FactKind, FactTime] = _NO_FACTS,
) -> Explanation:
    """Computes a rule from a known start; for a rule inside another, `start` is the start of that other.

    `known` holds the other facts of the case, from which other readings of the rule count.
    """
    if start.day is None:
        raise ValueError("a limit can be explained from a known start only")
    outer = rules.outer(rule, on=start.day)
    limits = limits_of(outer, start, calendar=calendar)
    years = _provisional_years(outer.span, start, limits, calendar)
    return Explanation(
        rule=rule,
        counted_by=outer,
        start=start,
        limits=limits,
        other_readings=tuple(_other_limits(rule, outer, start, calendar, known)),
        notes=tuple(
            _notes(rule, outer, start=start, limits=limits, calendar=calendar, provisional_years=years)
        ),
        calendar=calendar.version,
        rules=rules.version,
        provisional_years=years,
    )


def explain_step(
    regime: Regime, name: str, start: FactTime, *, rules: RuleTable, calendar: Calendar
) -> Explanation:
    """Explains the rule in force on the start day, by step id or limit name."""
    if start.day is None:
        raise ValueError("a limit can be explained from a known start only")
    return explain(rules.lookup(regime, name, on=start.day), start, rules=rules, calendar=calendar)


def _other_limits(
    rule: Rule, outer: Rule, start: FactTime, calendar: Calendar, known: Mapping[FactKind, FactTime]
) -> Iterator[OtherLimit]:
    own = () if rule is outer else rule.other_readings
    for reading in (*own, *outer.other_readings):
        yield OtherLimit(reading.text, _other_limit(reading, outer, start, calendar, known))


def _other_limit(
    reading: OtherReading,
    outer: Rule,
    start: FactTime,
    calendar: Calendar,
    known: Mapping[FactKind, FactTime],
) -> datetime | None:
    if reading.starts_on is not None:
        limits = limits_of(outer, known.get(reading.starts_on, FactTime.unknown()), calendar=calendar)
        return None if limits is None else limits.legal.limit
    at, worked = start.at, outer.acts in calendar.joint_leave_worked_by
    for span in reading.spans:
        at = count(span, at, calendar=calendar, joint_leave_worked=worked).limit if at else None
    return at


def _provisional_years(
    span: Span | None, start: FactTime, limits: Limits | None, calendar: Calendar
) -> tuple[int, ...]:
    if limits is None or span is None or span.unit is not Unit.WORKING_DAYS or start.at is None:
        return ()
    years = range(start.at.year, limits.legal.limit.year + 1)
    return tuple(year for year in years if calendar.provisional(year))


def _notes(
    rule: Rule,
    outer: Rule,
    *,
    start: FactTime,
    limits: Limits | None,
    calendar: Calendar,
    provisional_years: tuple[int, ...],
) -> Iterator[Words]:
    if rule.note is not None:
        yield rule.note
    if rule is not outer:
        yield _inside(rule, outer)
    if rule.unconfirmed:
        yield _UNCONFIRMED
    for year in provisional_years:
        yield _provisional(year)
    if limits is None or outer.span is None:
        return
    if outer.span.unit is Unit.HOURS and start.precision is Precision.DAY:
        yield _HOUR_UNKNOWN
    last = limits.legal.limit.date()
    if outer.span.unit is Unit.CALENDAR_DAYS and outer.kind is Kind.AMOUNT:
        off = calendar.day_off(last, joint_leave_worked=False)
        if off is not None:
            yield _last_day_off(off)


_UNCONFIRMED: Final = Words(
    id="sebagian aturan ini pengetahuan umum (G) dan belum dikonfirmasi",
    en="part of this rule is general knowledge (G) and not confirmed",
)
_HOUR_UNKNOWN: Final = Words(
    id="jam mulai tidak diketahui: batas hukum dihitung dari 23:59:59, batas aman dari 00:00:00 hari itu",
    en="the hour of the start is not known: the legal limit counts from 23:59:59, the safe one from 00:00:00 of that day",
)


def _inside(rule: Rule, outer: Rule) -> Words:
    return Words(
        id=f"{rule.step} berada di dalam batas {outer.step}, dihitung dari mulainya {outer.step}",
        en=f"{rule.step} lies inside the limit of {outer.step}, counted from the start of {outer.step}",
    )


def _provisional(year: int) -> Words:
    return Words(
        id=f"kalender {year} masih perkiraan: belum ada keputusan bersama",
        en=f"the calendar of {year} is provisional: its joint decree is not in the data",
    )


def _last_day_off(off: DayOff) -> Words:
    return Words(
        id=f"hari terakhir {off.day} hari libur ({off.name}); tidak diketahui aturan pergeseran",
        en=f"the last day {off.day} is a day off ({off.name}); no rolling forward is known",
    )


def _rule_json(rule: Rule, outer: Rule) -> dict[str, object]:
    return {
        "regime": rule.regime.value,
        "rule": rule.step,
        "limit": rule.limit,
        "title": rule.title.as_json(),
        "kind": rule.kind.value,
        "amount": outer.span.amount if outer.span else None,
        "unit": outer.span.unit.value if outer.span else None,
        "inside_of": rule.inside_of,
        "basis": rule.basis,
        "if_missed": rule.if_missed.as_json(),
        "acts": rule.acts.value,
        "agency": rule.agency.value,
        "confidence": rule.confidence,
        "unconfirmed": rule.unconfirmed,
        "confirmed": rule.confirmed.as_json() if rule.confirmed else None,
    }


def _day_json(off: DayOff) -> dict[str, str]:
    return {"day": off.day.isoformat(), "kind": off.kind.value, "reason": off.name}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
