"""The rules and the calendar that the tests of the legal clock share, and short ways to write facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workflow.domain.calendar_file import load_calendar
from workflow.domain.explain import Explanation, explain_step
from workflow.domain.facts import FactKind, FactTime
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Regime
from workflow.domain.zones import Zone, zone_of_office

BPMN = Path(__file__).parents[3] / "bpmn"
RULE_FILE = BPMN / "time-limits.dmn"
CALENDAR_FILE = BPMN / "calendars" / "indonesia.json"
RULES = load_rules(RULE_FILE)
CALENDAR = load_calendar(CALENDAR_FILE)


def explained(step: str, start: str, office: str = "13.02") -> Explanation:
    """A step by its id, which also says its regime."""
    regime = Regime.PILKADA if step.startswith("K") else Regime.PEMILU
    began = FactTime.parse(start, office=zone_of_office(office))
    return explain_step(regime, step, began, rules=RULES, calendar=CALENDAR)


def facts(**times: str | None) -> dict[FactKind, FactTime]:
    """Facts by kind in Jakarta's time; None is a fact whose date is not known."""
    return facts_in(Zone.WIB, times)


def facts_in(zone: Zone, times: Mapping[str, str | None]) -> dict[FactKind, FactTime]:
    """The same for an office in any zone."""
    return {FactKind(kind): FactTime.parse(at, office=zone) for kind, at in times.items()}
