from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.workflow.domain.law import RULES
from workflow.domain.errors import RuleTableError, UnknownRuleError
from workflow.domain.rules import Regime, RuleTable, Span, Unit

DAY = date(2024, 6, 1)
P10 = RULES.lookup(Regime.PEMILU, "P10", on=DAY)


def test_every_step_of_both_regimes_is_in_the_table() -> None:
    pemilu = {f"P{number:02d}" for number in range(1, 30)} | {"P11b"}
    pilkada = {f"K{number:02d}" for number in range(1, 24)} | {"K21b"}
    assert set(RULES.steps(Regime.PEMILU)) == pemilu
    assert set(RULES.steps(Regime.PILKADA)) == pilkada


@pytest.mark.parametrize(
    ("limit", "pemilu", "pilkada"),
    [
        ("study_extended", "P10", "K07"),
        ("trial", "P21", "K17"),
        ("execution", "P26", "K21b"),
        ("inquiry", "P11", "K10"),
    ],
)
def test_a_limit_name_picks_the_step_of_the_regime(limit: str, pemilu: str, pilkada: str) -> None:
    assert RULES.lookup(Regime.PEMILU, limit, on=DAY).step == pemilu
    assert RULES.lookup(Regime.PILKADA, limit, on=DAY).step == pilkada


def test_a_step_is_found_in_any_letter_case() -> None:
    assert RULES.lookup(Regime.PEMILU, "p11B", on=DAY).step == "P11b"


def test_a_step_of_the_other_regime_is_refused_with_the_steps_there_are() -> None:
    with pytest.raises(
        UnknownRuleError, match=r"'K01' is no step or limit of pemilu; choose one of P01, P02"
    ):
        RULES.lookup(Regime.PEMILU, "K01", on=DAY)


def test_a_day_before_the_act_has_no_rule() -> None:
    with pytest.raises(UnknownRuleError, match="give a start from 2017-08-16 on"):
        RULES.lookup(Regime.PEMILU, "P10", on=date(2017, 8, 15))


def test_the_version_in_force_on_the_start_day_is_the_one_that_counts() -> None:
    old = replace(P10, valid_to=date(2028, 12, 31))
    new = replace(P10, valid_from=date(2029, 1, 1), span=Span(10, Unit.WORKING_DAYS))
    table = RuleTable([old, new], version="two")
    assert table.lookup(Regime.PEMILU, "P10", on=date(2028, 12, 31)) is old
    assert table.lookup(Regime.PEMILU, "study_extended", on=date(2029, 1, 1)) is new
    assert table.versions(Regime.PEMILU, "P10") == (new, old)


def test_two_versions_in_force_on_one_day_are_refused() -> None:
    with pytest.raises(RuleTableError, match="rule P10 from 2029-01-01 is refused"):
        RuleTable([P10, replace(P10, valid_from=date(2029, 1, 1))], version="overlap")


def test_a_limit_name_belongs_to_one_step() -> None:
    with pytest.raises(RuleTableError, match="belongs to another step"):
        RuleTable([P10, replace(P10, step="P99")], version="names")


def test_a_rule_inside_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(RuleTableError, match="it lies inside 'P10'"):
        RuleTable([RULES.lookup(Regime.PEMILU, "P12", on=DAY)], version="alone")


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("P11", "P10"),
        ("P12", "P10"),
        ("P16", "P15"),
        ("P19", "P20"),
        ("K08", "K07"),
        ("K10", "K07"),
        ("K12", "K11"),
        ("K15", "K16"),
    ],
)
def test_an_inside_rule_has_the_limit_of_its_outer_rule(inner: str, outer: str) -> None:
    regime = Regime.PEMILU if inner.startswith("P") else Regime.PILKADA
    assert RULES.outer(RULES.lookup(regime, inner, on=DAY), on=DAY).step == outer


@pytest.mark.parametrize(
    ("step", "unconfirmed"), [("P10", False), ("P13", True), ("P01", True), ("P14", False)]
)
def test_a_claim_of_general_knowledge_marks_the_rule(step: str, *, unconfirmed: bool) -> None:
    assert RULES.lookup(Regime.PEMILU, step, on=DAY).unconfirmed is unconfirmed


def test_every_limit_that_is_computed_has_a_ladder_that_falls() -> None:
    for rule in RULES.rules:
        assert list(rule.reminders) == sorted(set(rule.reminders), reverse=True)
        assert bool(rule.reminders) == (rule.limit != "tsm_window")
