"""Whole cases through the three services, on both brokers; at the end all three tell the same story."""

from __future__ import annotations

from collections import Counter

from tests.support.journey_driver import CaseDriver, officer_of
from tests.support.journey_stage import Stage

AGENCIES = ("bawaslu", "polri", "kejaksaan")


def agreed(stage: Stage, case: CaseDriver, outcome: str) -> None:
    """What each service says of a case that has ended."""
    stage.settle()
    of_cases, of_workflow = case.case(), case.process()
    assert (of_cases["status"], of_cases["outcome"]) == ("closed", outcome)
    assert (of_workflow["state"], of_workflow["outcome"]) == ("ended", outcome)
    assert of_cases["register_number"] == of_workflow["register_number"]
    assert of_workflow["tasks"] == []
    assert [entry["sequence"] for entry in case.journal()] == list(range(1, of_workflow["sequence"] + 1))
    assert stage.faults() == []


def told_once(stage: Stage, case: CaseDriver) -> None:
    """Each task was told to its agency's officer once, in the application and by at most one e-mail."""
    told = {agency: case.notifications(officer_of(agency)) for agency in AGENCIES}
    everything = [note for notes in told.values() for note in notes]
    assert sorted(note["task"] for note in everything if note["kind"] == "task_created") == sorted(case.done)
    assert all(note["agency"] == agency for agency, notes in told.items() for note in notes)
    assert all(note["closed_at"] for note in everything)
    assert max(Counter(stage.mail_numbers(case)).values(), default=1) == 1


def test_a_report_goes_from_intake_to_the_executed_verdict(stage: Stage) -> None:
    case = stage.case()
    assert case.finish() == "convicted"
    assert case.done[-1] == "execution"
    agreed(stage, case, "convicted")
    told_once(stage, case)


def test_a_finding_is_stopped_by_the_second_discussion(stage: Stage) -> None:
    case = stage.case(
        origin="finding", regime="pilkada", choices={"discussion_2": "not_crime", "plenary": "stop"}
    )
    assert case.finish() == "stopped"
    assert case.done[0] == "finding_decision"
    agreed(stage, case, "stopped")
    told_once(stage, case)


def test_a_file_comes_back_once_and_is_complete_then(stage: Stage) -> None:
    case = stage.case(choices={"file_check": "returned", "verdict": "acquitted"})
    assert case.finish() == "acquitted"
    assert [case.done.count(name) for name in ("file_check", "resubmission", "file_recheck")] == [1, 1, 1]
    agreed(stage, case, "acquitted")
    told_once(stage, case)


def test_an_open_task_is_told_by_one_email_to_the_officer_who_must_act(stage: Stage) -> None:
    case = stage.case(choices={"initial_study": "not_registered"})
    task = case.until("initial_study")
    stage.settle()
    [note] = case.notifications("bawaslu-karawang")
    assert (note["kind"], note["task"], note["closed_at"]) == ("task_created", "initial_study", None)
    [mail] = [mail for mail in stage.mails.mails if mail.message["X-Gakkumdu-Case"] == case.id]
    assert mail.recipients == ["bawaslu@karawang.demo.example"]
    assert case.received["intake_number"] in mail.message["Subject"]
    assert task["due_at"] is not None
    assert case.finish() == "not_registered"


def test_two_suspects_stand_trial_side_by_side(stage: Stage) -> None:
    case = stage.case(suspects=2)
    assert case.finish() == "convicted"
    assert [track["outcome"] for track in case.process()["tracks"]] == ["convicted", "convicted"]
    assert case.done.count("execution") == 2
    agreed(stage, case, "convicted")


def test_nobody_signs_for_two_agencies(stage: Stage) -> None:
    case = stage.case(choices={"plenary": "stop"})
    task = case.until("signature_polri")
    version = {"If-Match": f'"{task["version"]}"'}
    answer = stage.desk.ask(
        "bawaslu-karawang", "POST", "workflow", f"/v1/tasks/{task['id']}/claim", headers=version
    )
    assert answer.status_code == 403
    assert case.finish() == "stopped"
