from __future__ import annotations

from datetime import date

import pytest

from cases.domain.errors import (
    ElectionMismatchError,
    ImpossibleDateError,
    LevelMismatchError,
    ReporterInFindingError,
    ReporterMissingError,
)
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.numbers import Election
from cases.domain.offices import Level
from tests.cases.builders import NOON, REPORTER, a_finding, an_intake


def test_a_report_and_a_finding_pass() -> None:
    an_intake().refuse_contradictions(now=NOON)
    a_finding(level=Level.REGENCY).refuse_contradictions(now=NOON)


def test_a_report_needs_its_reporter() -> None:
    with pytest.raises(ReporterMissingError):
        an_intake(reporter=None).refuse_contradictions(now=NOON)


def test_a_finding_has_no_reporter() -> None:
    with pytest.raises(ReporterInFindingError):
        an_intake(origin=a_finding().origin, reporter=REPORTER).refuse_contradictions(now=NOON)


def test_regime_level_and_dates_are_checked() -> None:
    with pytest.raises(ElectionMismatchError):
        an_intake(election=Election.PL).refuse_contradictions(now=NOON)
    with pytest.raises(LevelMismatchError):
        an_intake(level=Level.NATIONAL).refuse_contradictions(now=NOON)
    tomorrow = IntakeFacts({FactName.ACT: Fact(date(2024, 10, 11))})
    with pytest.raises(ImpossibleDateError):
        an_intake(facts=tomorrow).refuse_contradictions(now=NOON)
