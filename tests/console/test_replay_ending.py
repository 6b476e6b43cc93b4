from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.replay_ending import Verdict, ending_of
from console.replay_file import read_cases
from console.replay_route import ORDER
from tests.console.replay_cases import REAL_CASES, TODAY, a_case


@pytest.mark.parametrize(
    ("number", "last", "decision", "verdict"),
    [
        (0, "verdict_delivery", None, Verdict.NOT_STATED),
        (1, "verdict", None, Verdict.CONVICTED),
        (2, "verdict", None, Verdict.CONVICTED),
        (3, "hand_over", "not_possible", Verdict.NOT_STATED),
    ],
)
def test_the_real_cases_end_as_their_outcomes_say(
    number: int, last: str, decision: str | None, verdict: Verdict
) -> None:
    ending = ending_of(read_cases(REAL_CASES, today=TODAY)[number])
    assert ending.last == last
    assert (ending.exit.decision if ending.exit else None) == decision
    assert ending.verdict is verdict


@pytest.mark.parametrize(
    ("told", "task", "decision"),
    [
        ({"outcome": "not registered: formal conditions lacking"}, "initial_study", "not_registered"),
        ({"outcome": "not made a finding", "origin": "temuan"}, "finding_decision", "not_found"),
        ({"outcome": "stopped at the second discussion"}, "discussion_2", "not_crime"),
        (
            {"outcome": "stopped", "stop_reason": "elements not met", "second_discussion_date": "2024-03-01"},
            "discussion_2",
            "not_crime",
        ),
        ({"outcome": "stopped by the plenary"}, "plenary", "stop"),
        ({"outcome": "SP3", "police_report_date": "2024-03-01"}, "police_investigation", "sp3"),
        ({"outcome": "SP3", "suspect_named_date": "2024-03-01"}, "suspect_examination", "sp3"),
        (
            {"outcome": "stopped: the file was still incomplete", "file_to_prosecutor_date": "2024-03-01"},
            "file_recheck",
            "not_complete",
        ),
        ({"outcome": "stopped before transfer to court"}, "court_transfer", "not_possible"),
    ],
)
def test_the_words_name_the_exit(tmp_path: Path, told: dict[str, Any], task: str, decision: str) -> None:
    found = ending_of(a_case(tmp_path, **told)).exit
    assert found is not None
    assert (found.task, found.decision) == (task, decision)


@pytest.mark.parametrize(
    ("field", "task"),
    [
        ("registration_date", "discussion_2"),
        ("forwarded_to_police_date", "police_investigation"),
        ("suspect_named_date", "suspect_examination"),
        ("p19_date", "file_recheck"),
        ("p21_date", "hand_over"),
        ("tahap2_date", "court_transfer"),
    ],
)
def test_without_telling_words_a_stop_is_the_next_exit_after_what_was_done(
    tmp_path: Path, field: str, task: str
) -> None:
    case = a_case(tmp_path, outcome="stopped", **{field: "2024-03-01"})
    found = ending_of(case).exit
    assert found is not None
    assert found.task == task


def test_a_passed_limit_that_names_no_step_is_no_decision_of_an_officer(tmp_path: Path) -> None:
    ending = ending_of(a_case(tmp_path, outcome="expired", police_report_date="2024-03-01"))
    assert ending.limit_passed
    assert ending.exit is None
    assert ending.last == "police_report"


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"verdict_summary": "3 months and a fine"}, Verdict.CONVICTED),
        ({"verdict_summary": "acquitted of all charges"}, Verdict.ACQUITTED),
        ({"verdict_summary": "bebas"}, Verdict.ACQUITTED),
        ({"verdict_date": "2024-03-01"}, Verdict.NOT_STATED),
        ({"outcome": "acquitted"}, Verdict.ACQUITTED),
        ({"outcome": "convicted at first instance"}, Verdict.CONVICTED),
    ],
)
def test_the_verdict_is_read_from_its_summary_or_the_outcome(
    tmp_path: Path, told: dict[str, Any], verdict: Verdict
) -> None:
    ending = ending_of(a_case(tmp_path, **told))
    assert ending.verdict is verdict
    assert ending.last == "verdict"


def test_months_of_work_are_not_a_sentence(tmp_path: Path) -> None:
    ending = ending_of(
        a_case(tmp_path, outcome="under investigation for 2 months", police_report_date="2024-03-01")
    )
    assert ending.last == "police_report"


def test_an_appeal_that_upholds_repeats_the_first_verdict(tmp_path: Path) -> None:
    ending = ending_of(a_case(tmp_path, verdict_summary="4 months", appeal_result="upheld"))
    assert (ending.last, ending.appeal_verdict) == ("appeal_verdict", Verdict.CONVICTED)


@pytest.mark.parametrize(
    ("outcome", "last"),
    [
        ("convicted", "verdict"),
        ("convicted, considering an appeal before it is final", "verdict"),
        ("convicted; the verdict is final", "discussion_4"),
        ("convicted and executed", "execution"),
    ],
)
def test_only_a_final_verdict_is_accepted(tmp_path: Path, outcome: str, last: str) -> None:
    assert ending_of(a_case(tmp_path, outcome=outcome)).last == last


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ({"outcome": "convicted; the verdict is final and both sides were notified"}, "verdict_delivery"),
        ({"outcome": "convicted; both sides were notified"}, "verdict"),
        ({"outcome": "convicted", "appeal_result": "upheld"}, "appeal_verdict"),
        ({"outcome": "executed; the appeal decision was notified", "appeal_result": "upheld"}, "execution"),
    ],
)
def test_a_verdict_that_was_notified_was_delivered_once_it_is_final(
    tmp_path: Path, told: dict[str, Any], last: str
) -> None:
    assert ending_of(a_case(tmp_path, verdict_summary="3 months", **told)).last == last


def test_a_naming_means_that_the_main_investigation_is_over(tmp_path: Path) -> None:
    ending = ending_of(a_case(tmp_path, suspect_named_date="2024-03-01"))
    assert ending.last == "police_investigation"
    assert ending.reaches("suspects")


def test_a_case_of_which_nothing_is_told_has_not_begun_its_tasks(tmp_path: Path) -> None:
    ending = ending_of(a_case(tmp_path))
    assert ending.last is None
    assert not any(ending.reaches(task) for task in ORDER)
