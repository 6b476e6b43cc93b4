"""Whole cases through the three services, on both brokers; at the end all three tell the same story."""

from __future__ import annotations

from collections import Counter

from tests.journeys.told import agreed
from tests.support.journey_driver import CaseDriver, officer_of
from tests.support.journey_patience import wait_for
from tests.support.journey_stage import Stage

AGENCIES = ("bawaslu", "polri", "kejaksaan")
JOINT = [f"signature_{agency}" for agency in AGENCIES]


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
    assert sorted(name for name in case.done if name in JOINT) == sorted(4 * JOINT)
    assert [found["discussion"] for found in case.discussions()] == [
        f"discussion_{number}" for number in (1, 2, 3, 4)
    ]
    agreed(stage, case, "convicted")
    assert [party["status"] for party in case.parties("suspect")] == ["convicted"]
    told_once(stage, case)


def test_violations_of_other_kinds_and_the_duty_of_kpu_go_beside_the_criminal_line(stage: Stage) -> None:
    case = stage.case(
        answers={
            "clarification_study": {"extended": True},
            "plenary": {"administrative": True, "ethics": True},
            "verdict": {"affects_votes": True},
        },
    )
    assert case.finish() == "convicted"
    beside = ["study_extension", "referral_administrative", "referral_ethics", "result_date", "kpu_follow_up"]
    assert [case.done.count(name) for name in beside] == [1] * len(beside)
    assert "referral_other_law" not in case.done
    agreed(stage, case, "convicted")
    told_once(stage, case)


def test_a_finding_is_stopped_after_the_second_discussion(stage: Stage) -> None:
    turns = {"discussion_2": "not_crime", "plenary": "stop"}
    case = stage.case(origin="finding", regime="pilkada", choices=turns)
    assert case.finish() == "stopped"
    assert (case.done[0], case.done[-1]) == ("finding_decision", "plenary")
    agreed(stage, case, "stopped")
    told_once(stage, case)


def test_an_incomplete_report_is_completed_and_goes_on(stage: Stage) -> None:
    case = stage.case(choices={"initial_study": "incomplete", "plenary": "stop"})
    assert case.finish() == "stopped"
    assert case.done[:4] == ["initial_study", "completion_notice", "completion", "registration"]
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
    wait_for("the e-mail to arrive", lambda: stage.mail_numbers(case) != [])
    [mail] = [mail for mail in stage.mails.mails if mail.message["X-Gakkumdu-Case"] == case.id]
    assert mail.recipients == ["bawaslu@karawang.demo.example"]
    assert case.received["intake_number"] in mail.message["Subject"]
    assert task["due_at"] is not None
    assert case.finish() == "not_registered"
