"""All clocks of one case from its facts: what started each, its limits, what stopped it, and how it stands.

A rule of scope `suspect` has a clock in each track. Until a suspect is named the case itself has it, so that
nobody waits for a name to be warned; the naming makes that clock moot, and the track's has the same start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from workflow.domain.calendar import Calendar
from workflow.domain.deadline import Standing, State, standing_against
from workflow.domain.explain import Explanation, explain
from workflow.domain.facts import FactKind, FactTime
from workflow.domain.rules import Regime, Rule, RuleTable, Scope


class Origin(StrEnum):
    """How a case came in."""

    REPORT = "report"
    FINDING = "finding"


class StartBasis(StrEnum):
    """Whether a clock counts from its own start fact or, in a finding, from the plenary decision."""

    FACT = "fact"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What is known of one suspect beyond the case's own facts."""

    facts: Mapping[FactKind, FactTime]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case: the valid time of each fact that was entered, `unknown` ones included.

    A kind that is not in `facts` has not happened or was not entered yet; once the case has `ended`,
    nothing more is to come.
    """

    regime: Regime
    origin: Origin
    facts: Mapping[FactKind, FactTime]
    ended: bool = False
    tracks: Mapping[UUID, TrackFacts] = field(default_factory=dict)

    def seen_from(self, track: UUID) -> CaseFacts:
        """The case as it is for one suspect: the track's facts go before the case's."""
        own = self.tracks[track]
        return replace(self, facts={**self.facts, **own.facts}, ended=self.ended or own.ended, tracks={})


@dataclass(frozen=True, slots=True)
class Start:
    """The fact that started a clock."""

    fact: FactKind
    time: FactTime
    basis: StartBasis


@dataclass(frozen=True, slots=True)
class Clock:
    """One rule in one case.

    `start` set the clock going; `counted_from` is where its limit counts from. They differ only for a rule
    inside another: the inquiry begins with the first discussion, but its limit counts from registration.
    """

    rule: Rule
    start: Start | None
    counted_from: Start | None
    explanation: Explanation | None
    stopped_by: FactKind | None
    actual: FactTime | None
    moot_by: FactKind | None
    standing: Standing
    track: UUID | None = None

    @property
    def state(self) -> State:
        return self.standing.state

    @property
    def legal_limit(self) -> datetime | None:
        return self.explanation.legal_limit if self.explanation else None

    @property
    def safe_limit(self) -> datetime | None:
        return self.explanation.safe_limit if self.explanation else None

    def as_json(self) -> dict[str, object]:
        """The clock as plain JSON values, times in ISO 8601 with the office's offset."""
        return {
            "rule": self.rule.step,
            "limit": self.rule.limit,
            "start": _iso(self.start.time.at if self.start else None),
            "start_fact": self.start.fact.value if self.start else None,
            "start_basis": self.counted_from.basis.value if self.counted_from else None,
            "counted_from": _iso(self.counted_from.time.at if self.counted_from else None),
            "counted_from_fact": self.counted_from.fact.value if self.counted_from else None,
            "legal_limit": _iso(self.legal_limit),
            "safe_limit": _iso(self.safe_limit),
            "actual": _iso(self.actual.at if self.actual else None),
            "actual_fact": self.stopped_by.value if self.stopped_by else None,
            "state": self.state.value,
            "disputed": self.standing.disputed,
            "moot_by": self.moot_by.value if self.moot_by else None,
        }


def compute_clocks(case: CaseFacts, *, rules: RuleTable, calendar: Calendar) -> tuple[Clock, ...]:
    """Every rule of the case's regime, in the order of the table, then those of each track.

    A clock without a known start says `unknown`.
    """
    return _clocks_of(rules.steps(case.regime), case, rules, calendar)


def touched_clocks(case: CaseFacts, *, rules: RuleTable, calendar: Calendar) -> tuple[Clock, ...]:
    """Those of them that have to do with the case: a fact that starts or stops them was entered."""
    seen: dict[UUID | None, AbstractSet[FactKind]] = {None: case.facts.keys()}
    seen |= {track: case.seen_from(track).facts.keys() for track in case.tracks}
    entered = frozenset[FactKind]().union(*seen.values())
    steps = [step for step in rules.steps(case.regime) if entered & rules.concerned_by(case.regime, step)]
    return tuple(
        clock
        for clock in _clocks_of(steps, case, rules, calendar)
        if clock.start is not None or seen[clock.track] & rules.touched_by(clock.rule)
    )


def _clocks_of(
    steps: Sequence[str], case: CaseFacts, rules: RuleTable, calendar: Calendar
) -> tuple[Clock, ...]:
    of_suspects = [step for step in steps if rules.versions(case.regime, step)[0].scope is Scope.SUSPECT]
    clocks = [
        _clock(step, case, rules, calendar, named=step in of_suspects and bool(case.tracks)) for step in steps
    ]
    for track in case.tracks:
        seen = case.seen_from(track)
        clocks += [replace(_clock(step, seen, rules, calendar), track=track) for step in of_suspects]
    return tuple(clocks)


def _clock(step: str, case: CaseFacts, rules: RuleTable, calendar: Calendar, *, named: bool = False) -> Clock:
    rule, own = _started(step, case, rules)
    outer, counted_from = (rule, own) if rule.inside_of is None else _started(rule.inside_of, case, rules)
    explanation = _explanation(rule, outer, counted_from, case=case, rules=rules, calendar=calendar)
    stopped_by = _stop(rule, case)
    moot_by = next((kind for kind in rule.moot_by if kind in case.facts), None)
    if named and moot_by is None:
        moot_by = FactKind.SUSPECT_NAMED
    actual = case.facts[stopped_by] if stopped_by else None
    return Clock(
        rule=rule,
        start=own or counted_from,
        counted_from=counted_from,
        explanation=explanation,
        stopped_by=stopped_by,
        actual=actual,
        moot_by=moot_by,
        standing=_standing(explanation, actual, running=moot_by is None and not case.ended),
    )


def _started(step: str, case: CaseFacts, rules: RuleTable) -> tuple[Rule, Start | None]:
    """The version of a rule that was in force when it started, else the newest one."""
    versions = rules.versions(case.regime, step)
    for rule in versions:
        start = _start(rule, case)
        if start is not None and start.time.day is not None and rule.in_force(start.time.day):
            return rule, start
    return versions[0], _start(versions[0], case)


def _start(rule: Rule, case: CaseFacts) -> Start | None:
    """The first known start fact; for a finding without a known registration, the plenary decision instead."""
    if not _applies(rule, case):
        return None
    kind = _first_known(rule.starts_on, case)
    if kind is not None:
        return Start(kind, case.facts[kind], StartBasis.FACT)
    if case.origin is Origin.FINDING and rule.finding_start and _first_known([rule.finding_start], case):
        return Start(rule.finding_start, case.facts[rule.finding_start], StartBasis.FINDING)
    return None


def _stop(rule: Rule, case: CaseFacts) -> FactKind | None:
    """The first known stop fact, else one that was entered with an unknown date."""
    if not _applies(rule, case):
        return None
    entered = next((kind for kind in rule.stops_on if kind in case.facts), None)
    return _first_known(rule.stops_on, case) or entered


def _explanation(
    rule: Rule,
    outer: Rule,
    counted_from: Start | None,
    *,
    case: CaseFacts,
    rules: RuleTable,
    calendar: Calendar,
) -> Explanation | None:
    if counted_from is None or counted_from.time.day is None or not outer.in_force(counted_from.time.day):
        return None
    return explain(rule, counted_from.time, rules=rules, calendar=calendar, known=case.facts)


def _standing(explanation: Explanation | None, actual: FactTime | None, *, running: bool) -> Standing:
    if explanation is None or explanation.limits is None:
        return _UNKNOWN
    if actual is not None:
        return standing_against(explanation.limits, actual, start=explanation.start)
    return Standing(State.OPEN) if running else _UNKNOWN


_UNKNOWN: Final = Standing(State.UNKNOWN)


def _applies(rule: Rule, case: CaseFacts) -> bool:
    return rule.needs is None or _first_known([rule.needs], case) is not None


def _first_known(kinds: Iterable[FactKind], case: CaseFacts) -> FactKind | None:
    return next((kind for kind in kinds if kind in case.facts and case.facts[kind].at is not None), None)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
