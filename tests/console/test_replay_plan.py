from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.replay_file import read_cases
from console.replay_plan import Planned, Step, plan_of
from console.replay_route import NAMING
from tests.console.replay_cases import REAL_CASES, TODAY, a_case


def planned(number: int) -> dict[str, Planned]:
    case = read_cases(REAL_CASES, today=TODAY)[number]
    return {step.step.task: step for step in plan_of(case)}


def steps_of(folder: Path, **told: Any) -> list[Step]:
    return [planned.step for planned in plan_of(a_case(folder, **told))]


def test_a_date_that_is_not_given_becomes_an_unknown_fact() -> None:
    steps = planned(1)
    assert steps["registration"].step.answers == {"registered": {"at": None}}
    assert steps["registration"].step.on is None


def test_a_known_date_goes_with_the_document_that_the_file_names() -> None:
    letter = {"at": "2024-03-08", "document": "B-412/L.3.15/Eku.2/03/2024"}
    assert planned(0)["court_transfer"].step.answers["transferred"] == letter


def test_a_step_is_taken_at_noon_of_the_office_on_the_last_day_of_its_facts() -> None:
    steps = planned(2)
    assert steps[NAMING].at == datetime(2024, 10, 23, 4, tzinfo=UTC)  # 12:00 WITA
    assert steps[NAMING].step.answers == {"suspect_named": {"at": "2024-10-23"}}


def test_a_step_of_an_unknown_day_follows_at_once() -> None:
    steps = planned(1)
    assert steps["plenary"].at == steps["finding_decision"].at
    assert steps["forwarding"].at > steps["plenary"].at


def test_a_case_without_any_date_is_entered_when_its_year_is_over() -> None:
    assert {step.at for step in planned(3).values()} == {datetime(2024, 12, 31, 5, tzinfo=UTC)}


def test_no_step_comes_before_the_one_it_follows(tmp_path: Path) -> None:
    case = a_case(tmp_path, first_discussion_date="2024-02-02", registration_date="2024-02-05")
    instants = [step.at for step in plan_of(case)]
    assert instants == sorted(instants)


def test_what_cannot_be_handed_over_is_no_fact() -> None:
    step = planned(3)["hand_over"].step
    assert step.answers["decision"] == "not_possible"
    assert "handed_over" not in step.answers
    assert "could not be found" in step.answers["reason"]


def test_a_returned_file_passes_the_second_check(tmp_path: Path) -> None:
    case = a_case(tmp_path, p19_date="2024-03-04", p21_date="2024-03-08")
    steps = {step.step.task: step.step for step in plan_of(case)}
    assert steps["file_check"].answers["file_returned"] == {"at": "2024-03-04"}
    assert steps["resubmission"].answers == {"file_resubmitted": {"at": None}}
    assert steps["file_recheck"].answers["file_complete"] == {"at": "2024-03-08"}


@pytest.mark.parametrize(
    ("named", "task", "suspect"),
    [(None, "police_investigation", None), ("2024-03-01", "suspect_examination", 1)],
)
def test_the_day_of_an_sp3_is_the_day_of_its_fact(
    tmp_path: Path, named: str | None, task: str, suspect: int | None
) -> None:
    stop = {"outcome": "SP3", "stopped_date": "2024-03-04", "police_report_date": "2024-02-20"}
    case = a_case(tmp_path, **stop, suspect_named_date=named)
    last = plan_of(case)[-1].step
    assert (last.task, last.suspect, last.answers["decision"]) == (task, suspect, "sp3")
    assert last.answers["investigation_stopped"] == {"at": "2024-03-04"}


def test_an_sp3_before_anybody_is_named_names_nobody(tmp_path: Path) -> None:
    case = a_case(tmp_path, outcome="SP3", police_report_date="2024-02-20", number_of_accused=2)
    assert all(planned.step.suspect is None for planned in plan_of(case))


@pytest.mark.parametrize(("counted", "numbers"), [(3, [1, 2, 3]), (1, [1]), (None, [1]), (0, [1])])
def test_each_accused_is_named_and_has_every_later_step(
    tmp_path: Path, counted: int | None, numbers: list[int]
) -> None:
    steps = steps_of(tmp_path, number_of_accused=counted, tahap2_date="2024-03-04")
    for task in (NAMING, "suspect_examination", "discussion_3", "file_transfer", "file_check", "hand_over"):
        assert [step.suspect for step in steps if step.task == task] == numbers
    assert [step.suspect for step in steps if step.task == "police_investigation"] == [None]


def test_suspects_are_named_before_their_investigation_ends(tmp_path: Path) -> None:
    tasks = [step.task for step in steps_of(tmp_path, tahap2_date="2024-03-04")]
    assert tasks.index("police_report") < tasks.index(NAMING) < tasks.index("police_investigation")


def test_the_plenary_stops_what_the_second_discussion_finds_no_crime(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, outcome="stopped at the second discussion", stopped_date="2024-03-04")
    assert [step.answers.get("decision") for step in steps[-3:]] == ["not_enough", "not_crime", "stop"]
    assert steps[-1].task == "plenary"
    assert "inquiry_file" not in [step.task for step in steps]


def test_what_is_not_registered_is_no_preliminary_information_either(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, outcome="not registered: formal conditions lacking")
    assert [(step.task, step.answers["decision"]) for step in steps[1:]] == [
        ("initial_study", "not_registered"),
        ("preliminary_decision", "closed"),
    ]


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ({"verdict_summary": "3 months", "outcome": "convicted, executed"}, "execution"),
        ({"verdict_summary": "acquitted", "outcome": "acquitted; executed"}, "verdict_delivery"),
    ],
)
def test_only_a_conviction_is_executed(tmp_path: Path, told: dict[str, Any], last: str) -> None:
    assert steps_of(tmp_path, **told)[-1].task == last


def test_a_date_of_a_step_that_was_begun_and_not_ended_is_a_fact_outside_its_task(tmp_path: Path) -> None:
    case = a_case(tmp_path, forwarded_to_police_date="2024-03-04", investigation_started_date="2024-03-06")
    last = plan_of(case)[-1].step
    assert (last.task, last.answers) == ("fact", {"kind": "investigation_started", "at": "2024-03-06"})


def test_nothing_of_other_dated_events_becomes_a_fact() -> None:
    told = json.dumps([step.step.answers for step in planned(2).values()])
    assert "2024-10-30" not in told
