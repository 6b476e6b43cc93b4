"""What the two regimes do not share in an investigation and a trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.errors import InvalidInputError
from workflow.domain.rules import Regime

ABSENCE = "in_absentia"


def refuse_absent_accused(answers: Mapping[str, Any], *, regime: str) -> None:
    """Investigation and trial without the suspect exist in `pemilu` only."""
    absent = answers.get(ABSENCE) is True or answers.get("decision") == ABSENCE
    if absent and Regime(regime) is not Regime.PEMILU:
        raise InvalidInputError(
            "UU Pilkada knows no investigation and no trial without the suspect. Record the suspect as wanted, or go "
            "on when the suspect is there.",
            id="UU Pilkada tidak mengenal penyidikan dan persidangan tanpa kehadiran tersangka. Catat tersangka "
            "sebagai buron, atau lanjutkan setelah tersangka hadir.",
            field=ABSENCE if ABSENCE in answers else "decision",
            rule="in-absentia-pemilu-only",
        )
