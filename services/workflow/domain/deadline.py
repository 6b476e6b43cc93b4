"""The two limits of a rule from one start, and how an actual date stands against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflow.domain.calendar import Calendar
from workflow.domain.counting import Tally, count, count_before, end_of_day
from workflow.domain.facts import FactTime, Precision
from workflow.domain.rules import Kind, Rule, SafeReading, Span, Unit


@dataclass(frozen=True, slots=True)
class Limits:
    """The legal limit (the practised reading) and the safe one (the earliest plausible); safe <= legal."""

    legal: Tally
    safe: Tally


class State(StrEnum):
    """How a clock stands."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, and whether the readings of the law disagree about it."""

    state: State
    disputed: bool = False


def limits_of(rule: Rule, start: FactTime, *, calendar: Calendar) -> Limits | None:
    """Both limits of a rule that has a span of its own; None for a window or an unknown start."""
    if rule.span is None or start.at is None:
        return None
    calendar.require(start.at.date())
    if rule.kind is Kind.BEFORE:
        before = count_before(rule.span, start.at)
        return Limits(legal=before, safe=before)
    if rule.span.unit is Unit.HOURS:
        return _hours(rule.span, start, start.at, calendar)
    worked = rule.acts in calendar.joint_leave_worked_by
    legal = count(rule.span, start.at, calendar=calendar, joint_leave_worked=worked)
    if rule.safe_reading is SafeReading.SAME:
        return Limits(legal=legal, safe=legal)
    span = _safe_span(rule.span, rule.safe_reading)
    return Limits(legal=legal, safe=count(span, start.at, calendar=calendar, joint_leave_worked=True))


def standing_against(limits: Limits, actual: FactTime, *, start: FactTime) -> Standing:
    """In time up to the end of the legal limit's day; disputed where it is after the safe limit's day.

    A limit in hours is compared to the second where both the start and the actual are known to the second:
    one reading at 10:00 and a forwarding at 15:00 the next day is late, though the days alone would agree.
    """
    if actual.at is None:
        return Standing(State.UNKNOWN)
    exact = start.precision is actual.precision is Precision.INSTANT
    passed = _to_the_second if exact else _by_day
    if passed(limits.legal.limit, actual.at):
        return Standing(State.LATE)
    return Standing(State.IN_TIME, disputed=passed(limits.safe.limit, actual.at))


def _hours(span: Span, start: FactTime, at: datetime, calendar: Calendar) -> Limits:
    """Hours from a start known by its day only run from the end of that day, or for safety from its beginning.

    Registered on 9 January, 24 hours: legal 10 January 23:59:59, safe 10 January 00:00:00.
    """
    latest = end_of_day(at.date(), at) if start.precision is Precision.DAY else at
    legal, safe = (count(span, begin, calendar=calendar, joint_leave_worked=False) for begin in (latest, at))
    return Limits(legal=legal, safe=safe)


def _safe_span(span: Span, reading: SafeReading) -> Span:
    return Span(span.amount, Unit.CALENDAR_DAYS) if reading is SafeReading.CALENDAR_DAYS else span


def _to_the_second(limit: datetime, actual: datetime) -> bool:
    # A day limit ends with its second 23:59:59, not before the fractions of it; hours likewise.
    return actual >= limit + timedelta(seconds=1)


def _by_day(limit: datetime, actual: datetime) -> bool:
    return actual.date() > limit.date()
