"""`python -m workflow.bench_explain`: how long one explanation takes, rule by rule, over twenty years of calendar.

The baseline counts the same days in the same run with the `holidays` package alone, asking it day by day, and
explains nothing: no other reading, no reasons, no notes.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays

from workflow.domain.calendar_file import load_calendar
from workflow.domain.explain import explain
from workflow.domain.facts import FactTime, Precision
from workflow.domain.law import CALENDAR_FILE, RULES_FILE, Law
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Rule, Unit
from workflow.domain.zones import Zone

FIRST_YEAR = 2017
YEARS = 20
STARTS = 200
BAR_MS = 1.0
SEED = 20
SATURDAY = 5


def main() -> None:
    """Takes the folder of the procedure; prints one JSON object."""
    folder = Path(sys.argv[1])
    law = Law(load_rules(folder / RULES_FILE), load_calendar(folder / CALENDAR_FILE))
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    began = time.perf_counter()
    for year in years:
        law.calendar.provisional(year)
    building = (time.perf_counter() - began) * 1000
    plain = holidays.country_holidays("ID", years=years)
    by_rule, by_baseline = {}, []
    for rule in law.rules.rules:
        starts = [at for at in _starts() if rule.in_force(at.date())]
        by_rule[f"{rule.step}"] = _median(starts, _explaining(rule, law))
        span = law.rules.outer(rule, on=starts[0].date()).span
        if span is not None and span.unit is Unit.WORKING_DAYS:
            by_baseline.append(_median(starts, _counting(span.amount, plain)))
    slowest = max(by_rule, key=by_rule.__getitem__)
    baseline = statistics.median(by_baseline)
    median = statistics.median(by_rule.values())
    told = {
        "years": YEARS,
        "starts_a_rule": STARTS,
        "median_ms": round(median, 4),
        "slowest_rule": slowest,
        "slowest_median_ms": round(by_rule[slowest], 4),
        "bar_ms": BAR_MS,
        "ratio_to_bar": round(by_rule[slowest] / BAR_MS, 3),
        "baseline_ms": round(baseline, 4),
        "ratio_to_baseline": round(median / baseline, 2),
        "building_the_calendar_ms": round(building, 1),
    }
    sys.stdout.write(json.dumps(told))


def _starts() -> list[datetime]:
    """The same in every run: any hour of any day of the twenty years but the last weeks, so no limit leaves them."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    first, last = date(FIRST_YEAR, 9, 1), date(FIRST_YEAR + YEARS - 1, 11, 1)
    days = [first + timedelta(days=chance.randrange((last - first).days)) for _ in range(STARTS)]
    return [datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=Zone.WITA.tz) for day in days]


def _explaining(rule: Rule, law: Law) -> Callable[[datetime], object]:
    def run(at: datetime) -> object:
        start = FactTime(at, Precision.INSTANT)
        return explain(rule, start, rules=law.rules, calendar=law.calendar).as_json()

    return run


def _counting(amount: int, plain: holidays.HolidayBase) -> Callable[[datetime], object]:
    def run(at: datetime) -> object:
        day, counted = at.date(), 0
        while counted < amount:
            day += timedelta(days=1)
            counted += day.weekday() < SATURDAY and day not in plain
        return day

    return run


def _median(starts: list[datetime], run: Callable[[datetime], object]) -> float:
    """Milliseconds."""
    taken = []
    for at in starts:
        began = time.perf_counter()
        run(at)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
