from __future__ import annotations

import pytest

from cases.domain.case import CaseStatus, Outcome, outcome_of
from cases.domain.errors import CaseClosedError, UnknownOutcomeError
from tests.cases.builders import NOON, a_case, a_registered_case

NUMBER = "010/Reg/LP/PB/Kab/13.19/X/2024"


def test_a_received_case_is_not_registered_yet() -> None:
    case = a_case()
    assert case.status is CaseStatus.RECEIVED
    assert not case.is_registered


def test_registering_gives_a_number_and_a_version() -> None:
    case = a_case()
    case.register(NUMBER, at=NOON)
    assert (case.status, case.register_number, case.registered_at) == (CaseStatus.REGISTERED, NUMBER, NOON)
    assert case.version == 2


def test_a_case_is_registered_once() -> None:
    case = a_registered_case()
    with pytest.raises(CaseClosedError):
        case.register(NUMBER, at=NOON)


def test_a_case_may_be_closed_without_registration() -> None:
    case = a_case()
    case.close(Outcome.NOT_REGISTERED, at=NOON)
    assert (case.status, case.outcome, case.closed_at) == (CaseStatus.CLOSED, Outcome.NOT_REGISTERED, NOON)


def test_nothing_happens_to_a_closed_case() -> None:
    case = a_registered_case()
    case.close(Outcome.CONVICTED, at=NOON)
    with pytest.raises(CaseClosedError):
        case.close(Outcome.ACQUITTED, at=NOON)
    with pytest.raises(CaseClosedError):
        case.advance("prosecution", at=NOON)
    with pytest.raises(CaseClosedError):
        case.register(NUMBER, at=NOON)
    with pytest.raises(CaseClosedError):
        case.refuse_closed()


def test_a_closed_case_stays_a_registered_one() -> None:
    case = a_registered_case()
    case.close(Outcome.STOPPED, at=NOON)
    assert case.is_registered


def test_advancing_notes_the_stage() -> None:
    case = a_case()
    case.advance("assessment", at=NOON)
    assert (case.stage, case.version) == ("assessment", 2)


def test_an_outcome_that_no_process_has_is_refused() -> None:
    assert outcome_of("sp3") is Outcome.SP3
    with pytest.raises(UnknownOutcomeError):
        outcome_of("forgotten")
