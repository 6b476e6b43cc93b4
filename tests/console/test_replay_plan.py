from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.replay_ending import ORDER
from console.replay_file import read_cases
from console.replay_plan import AGENCIES, FACTS, Planned, plan_of
from tests.console.replay_cases import REAL_CASES, TODAY, a_case

BPMN = Path(__file__).parents[2] / "bpmn"


def planned(number: int) -> dict[str, Planned]:
    case = read_cases(REAL_CASES, today=TODAY)[number]
    return {step.step.task: step for step in plan_of(case)}


def test_a_date_that_is_not_given_becomes_an_unknown_fact() -> None:
    steps = planned(1)
    assert steps["registration"].step.answers == {"registered": {"at": None}}
    assert steps["registration"].step.on is None


def test_a_known_date_goes_with_the_document_that_the_file_names() -> None:
    letter = {"at": "2024-03-08", "document": "B-412/L.3.15/Eku.2/03/2024"}
    assert planned(0)["court_transfer"].step.answers["transferred"] == letter


def test_a_step_is_taken_at_noon_of_the_office_on_the_last_day_of_its_facts() -> None:
    steps = planned(2)
    assert steps["police_investigation"].at == datetime(2024, 10, 23, 4, tzinfo=UTC)  # 12:00 WITA
    assert steps["police_investigation"].step.answers["investigation_started"] == {"at": "2024-10-14"}


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


def test_the_day_of_an_sp3_is_the_day_of_its_fact(tmp_path: Path) -> None:
    case = a_case(tmp_path, outcome="SP3", stopped_date="2024-03-04", police_report_date="2024-02-20")
    last = plan_of(case)[-1].step
    assert last.answers["investigation_stopped"] == {"at": "2024-03-04"}
    assert last.answers["decision"] == "sp3"


def test_a_date_of_a_step_that_was_begun_and_not_ended_is_a_fact_outside_its_task(tmp_path: Path) -> None:
    case = a_case(tmp_path, forwarded_to_police_date="2024-03-04", investigation_started_date="2024-03-06")
    last = plan_of(case)[-1].step
    assert (last.task, last.answers) == ("fact", {"kind": "investigation_started", "at": "2024-03-06"})


def test_nothing_of_other_dated_events_becomes_a_fact() -> None:
    told = json.dumps([step.step.answers for step in planned(2).values()])
    assert "2024-10-30" not in told


@pytest.mark.parametrize("task", ORDER)
def test_every_task_and_fact_is_one_of_the_drawn_procedure(task: str) -> None:
    form = json.loads((BPMN / "forms" / f"{task.replace('_', '-')}.json").read_text(encoding="utf-8"))
    facts = {said["x-fact"] for said in form["properties"].values() if "x-fact" in said}
    assert {source.fact for source in FACTS[task]} <= facts


def test_each_task_is_done_by_the_agency_of_its_lane() -> None:
    described = (BPMN.parent / "docs" / "procedure.md").read_text(encoding="utf-8")
    for task in ORDER:
        row = next(line for line in described.splitlines() if line.startswith(f"| `{task}`"))
        assert row.split("|")[2].strip() == AGENCIES.get(task, "bawaslu")
