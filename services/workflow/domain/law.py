"""The law as it stands: the rules on time limits and the calendar that they are counted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from workflow.domain.calendar import Calendar
from workflow.domain.calendar_file import calendar_from
from workflow.domain.rule_file import rules_from
from workflow.domain.rules import RuleTable

RULES_FILE: Final = "time-limits.dmn"
CALENDAR_FILE: Final = "calendars/indonesia.json"


@dataclass(frozen=True, slots=True)
class Law:
    """Rules and calendar of one version of the procedure; built once, then only read."""

    rules: RuleTable
    calendar: Calendar


def law_of(files: Mapping[str, str]) -> Law:
    """Raises RuleTableError or CalendarError, naming file and element, when the files cannot be used."""
    return Law(
        rules=rules_from(files[RULES_FILE].encode(), PurePath(RULES_FILE)),
        calendar=calendar_from(files[CALENDAR_FILE].encode(), PurePath(CALENDAR_FILE)),
    )
