from __future__ import annotations

import pytest

from cases.domain.case import CaseStatus, Outcome
from cases.domain.public_status import OUTCOMES, public_state
from tests.cases.builders import NOON, a_case, a_registered_case


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words_in_both_languages(outcome: Outcome) -> None:
    case = a_case()
    case.close(outcome, at=NOON)
    state = public_state(case)
    assert state is OUTCOMES[outcome]
    assert state.id
    assert state.en


def test_a_report_is_received_until_it_is_registered() -> None:
    assert public_state(a_case(stage="finding")).code == "received"


@pytest.mark.parametrize(
    ("stage", "code"),
    [("assessment", "assessment"), ("investigation", "investigation"), ("prosecution", "prosecution")],
)
def test_the_stages_have_words(stage: str, code: str) -> None:
    assert public_state(a_registered_case(stage=stage)).code == code


def test_a_stage_without_words_is_plainly_being_handled() -> None:
    assert public_state(a_registered_case(stage="finding")).code == "in_handling"
    assert public_state(a_registered_case()).code == "in_handling"
    assert a_registered_case().status is CaseStatus.REGISTERED
