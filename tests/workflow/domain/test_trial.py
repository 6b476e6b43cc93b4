"""Without the suspect only where the act knows it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.errors import InvalidInputError
from workflow.domain.trial import refuse_absent_accused

ABSENT: list[dict[str, Any]] = [{"in_absentia": True}, {"decision": "in_absentia"}]


@pytest.mark.parametrize("answers", ABSENT)
def test_pilkada_knows_no_trial_without_the_accused(answers: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        refuse_absent_accused(answers, regime="pilkada")
    assert refused.value.fields[0].field in answers
    refuse_absent_accused(answers, regime="pemilu")


def test_who_is_there_is_tried_under_both_acts() -> None:
    for answers in ({"in_absentia": False}, {"decision": "convicted"}, {}):
        refuse_absent_accused(answers, regime="pilkada")
