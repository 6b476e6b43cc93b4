from __future__ import annotations

from pathlib import Path

import pytest

from console.replay_clocks import MAPPED, OF_SUSPECTS
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Regime

RULES = load_rules(Path(__file__).parents[2] / "bpmn" / "time-limits.dmn")


@pytest.mark.parametrize("regime", list(Regime))
def test_every_mapped_rule_is_a_rule_of_its_regime(regime: Regime) -> None:
    assert MAPPED[regime.value] <= set(RULES.steps(regime))


@pytest.mark.parametrize("regime", list(Regime))
def test_a_rule_about_suspects_is_one_that_the_service_calls_so(regime: Regime) -> None:
    scopes = {rule.scope.value for rule in RULES.rules if rule.regime is regime}
    assert OF_SUSPECTS in scopes
