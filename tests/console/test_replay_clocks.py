from __future__ import annotations

from pathlib import Path

import pytest

from console.replay_clocks import MAPPED
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Regime

RULES = load_rules(Path(__file__).parents[2] / "bpmn" / "time-limits.dmn")


@pytest.mark.parametrize("regime", list(Regime))
def test_every_mapped_rule_is_a_rule_of_its_regime(regime: Regime) -> None:
    assert MAPPED[regime.value] <= set(RULES.steps(regime))
