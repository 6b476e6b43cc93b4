"""The rules on time limits as values, and the table that finds the one in force on a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from workflow.domain.errors import Refusal, RuleTableError, UnknownRuleError, Words
from workflow.domain.facts import FactKind


class Regime(StrEnum):
    """Which election act a case is handled under."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"


class Kind(StrEnum):
    """How a rule gets its limit."""

    AMOUNT = "amount"
    INSIDE = "inside"
    SAME_DAY = "same_day"
    BEFORE = "before"
    WINDOW = "window"


class Unit(StrEnum):
    """What an amount counts."""

    WORKING_DAYS = "WD"
    CALENDAR_DAYS = "CD"
    HOURS = "H"


class SafeReading(StrEnum):
    """How the earliest plausible reading differs from the practised one."""

    JOINT_LEAVE_WORKED = "joint_leave_worked"
    CALENDAR_DAYS = "calendar_days"
    SAME = "same"


class Agency(StrEnum):
    """One of the three agencies of a Gakkumdu centre."""

    BAWASLU = "bawaslu"
    POLRI = "polri"
    KEJAKSAAN = "kejaksaan"


class Scope(StrEnum):
    """Whose clock a rule sets: the case's, or one of each suspect."""

    CASE = "case"
    SUSPECT = "suspect"


class Actor(StrEnum):
    """Who must act before a limit; the courts, KPU and reporters are outside the system."""

    BAWASLU = "bawaslu"
    POLRI = "polri"
    KEJAKSAAN = "kejaksaan"
    REPORTER = "reporter"
    COURT = "court"
    HIGH_COURT = "high_court"
    KPU = "kpu"


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of time as the law writes it."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading of the same rule that is shown and never alerted on.

    It either counts other spans one after the other, or the rule's own span from another fact.
    """

    text: str
    spans: tuple[Span, ...] = ()
    starts_on: FactKind | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The lawyer who stands for a rule as it is written, and since which day."""

    by: str
    on: date

    def as_json(self) -> dict[str, str]:
        """For people who ask why a date is what it is."""
        return {"by": self.by, "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of the law with everything needed to compute, explain and alert on it."""

    regime: Regime
    step: str
    limit: str
    title: Words
    kind: Kind
    span: Span | None
    starts_on: tuple[FactKind, ...]
    finding_start: FactKind | None
    stops_on: tuple[FactKind, ...]
    moot_by: tuple[FactKind, ...]
    needs: FactKind | None
    inside_of: str | None
    scope: Scope
    safe_reading: SafeReading
    other_readings: tuple[OtherReading, ...]
    basis: str
    if_missed: Words
    acts: Actor
    agency: Agency
    confidence: str
    confirmed: Confirmation | None
    reminders: tuple[int, ...]
    valid_from: date
    valid_to: date | None
    note: Words | None

    @property
    def unconfirmed(self) -> bool:
        """Whether any claim of it is general knowledge (`G`): no source verifies it, and no lawyer has confirmed it."""
        return self.confirmed is None and _GENERAL_KNOWLEDGE.search(self.confidence) is not None

    def in_force(self, on: date) -> bool:
        """Whether a clock that starts on this day falls under this version of the rule."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


_GENERAL_KNOWLEDGE: Final = re.compile(r"\bG\b")


class RuleTable:
    """All versions of all rules; built once, then only read."""

    def __init__(self, rules: Iterable[Rule], *, version: str) -> None:
        self.version = version
        self.rules: tuple[Rule, ...] = tuple(rules)
        self._versions: dict[tuple[Regime, str], list[Rule]] = defaultdict(list)
        self._step_by_name: dict[tuple[Regime, str], str] = {}
        self._newest_first: dict[tuple[Regime, str], tuple[Rule, ...]] = {}
        self._touched_by: dict[tuple[Regime, str, date], frozenset[FactKind]] = {}
        self._concerned_by: dict[tuple[Regime, str], frozenset[FactKind]] = {}
        for rule in self.rules:
            self._add(rule)
        for rule in self.rules:
            self._check_outer(rule)

    def steps(self, regime: Regime) -> tuple[str, ...]:
        """Every step id of the regime, in the order of the table."""
        return tuple(step for of, step in self._versions if of is regime)

    def lookup(self, regime: Regime, name: str, *, on: date) -> Rule:
        """The rule in force on `on`, by step id (`P10`) or neutral limit name (`study_extended`)."""
        rule = self.find(regime, name, on=on)
        if rule is None:
            raise UnknownRuleError(_not_in_force(self.versions(regime, name)[0], on))
        return rule

    def find(self, regime: Regime, name: str, *, on: date) -> Rule | None:
        """The rule in force on `on`, or None where the step had no version then."""
        return next((rule for rule in self._all_of(regime, name) if rule.in_force(on)), None)

    def versions(self, regime: Regime, name: str) -> tuple[Rule, ...]:
        """Every version of a rule, newest first."""
        found = self._newest_first.get((regime, name))
        if found is None:
            of_step = self._all_of(regime, name)
            found = tuple(sorted(of_step, key=lambda rule: rule.valid_from, reverse=True))
            if name == of_step[0].step:  # one place a rule, however its name was written
                self._newest_first[regime, name] = found
        return found

    def touched_by(self, rule: Rule) -> frozenset[FactKind]:
        """The facts that start or stop a rule's clock; a rule inside another starts with that one."""
        key = (rule.regime, rule.step, rule.valid_from)
        if key not in self._touched_by:
            outer = self.versions(rule.regime, rule.inside_of)[0].starts_on if rule.inside_of else ()
            self._touched_by[key] = frozenset((*rule.starts_on, *rule.stops_on, *outer))
        return self._touched_by[key]

    def concerned_by(self, regime: Regime, step: str) -> frozenset[FactKind]:
        """The facts without which no version of a rule has a start or is touched."""
        key = (regime, step)
        if key not in self._concerned_by:
            versions = self.versions(regime, step)
            outers = [
                outer
                for rule in versions
                if rule.inside_of
                for outer in self.versions(regime, rule.inside_of)
            ]
            starts = [
                kind
                for rule in (*versions, *outers)
                for kind in (*rule.starts_on, rule.finding_start)
                if kind
            ]
            self._concerned_by[key] = frozenset(starts).union(*map(self.touched_by, versions))
        return self._concerned_by[key]

    def outer(self, rule: Rule, *, on: date) -> Rule:
        """The rule whose span and start count for `rule`: itself unless it lies inside another."""
        return rule if rule.inside_of is None else self.lookup(rule.regime, rule.inside_of, on=on)

    def _all_of(self, regime: Regime, name: str) -> Sequence[Rule]:
        step = self._step_by_name.get((regime, name.casefold()))
        if step is None:
            raise UnknownRuleError(_unknown_step(regime, name, self.steps(regime)))
        return self._versions[regime, step]

    def _add(self, rule: Rule) -> None:
        for other in self._versions[rule.regime, rule.step]:
            if other.in_force(rule.valid_from) or rule.in_force(other.valid_from):
                raise RuleTableError(_refused(rule, "another version of it is in force on the same days"))
        self._versions[rule.regime, rule.step].append(rule)
        for name in (rule.step, rule.limit):
            if self._step_by_name.setdefault((rule.regime, name.casefold()), rule.step) != rule.step:
                raise RuleTableError(_refused(rule, f"the name {name!r} belongs to another step"))

    def _check_outer(self, rule: Rule) -> None:
        if rule.inside_of is None:
            return
        versions = self._versions.get((rule.regime, rule.inside_of), [])
        if not versions or any(outer.span is None for outer in versions):
            raise RuleTableError(_refused(rule, f"it lies inside {rule.inside_of!r}, which has no limit"))


def _unknown_step(regime: Regime, name: str, steps: Sequence[str]) -> Refusal:
    return Refusal(
        field="step",
        rule="known-step",
        problem=Words(
            id=f"{name!r} bukan langkah atau batas dalam rezim {regime}",
            en=f"{name!r} is no step or limit of {regime}",
        ),
        next_step=Words(
            id=f"pilih salah satu dari {', '.join(steps)}, atau nama batas seperti study_extended",
            en=f"choose one of {', '.join(steps)}, or a limit name such as study_extended",
        ),
    )


def _not_in_force(newest: Rule, on: date) -> Refusal:
    return Refusal(
        field="start",
        rule="rule-in-force",
        problem=Words(
            id=f"tidak ada aturan {newest.step} yang berlaku pada {on}",
            en=f"no rule {newest.step} was in force on {on}",
        ),
        next_step=Words(
            id=f"berikan hari mulai sejak {newest.valid_from}", en=f"give a start from {newest.valid_from} on"
        ),
    )


def _refused(rule: Rule, reason: str) -> Refusal:
    return Refusal(
        field=f"{rule.regime}-{rule.step}-{rule.valid_from}",
        rule="rule-table",
        problem=Words(
            id=f"aturan {rule.step} mulai {rule.valid_from} ditolak: {reason}",
            en=f"rule {rule.step} from {rule.valid_from} is refused: {reason}",
        ),
        next_step=Words(id="perbaiki tabel batas waktu", en="mend the table of time limits"),
    )
