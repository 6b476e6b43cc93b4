"""A legal limit passes on the simulated clock: people are told, asked, and decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.support.journey_answers import WORDS
from tests.support.journey_driver import CaseDriver, officer_of
from tests.support.journey_patience import wait_for
from tests.support.journey_stage import Stage

SECOND = timedelta(seconds=1)


def pass_limit(stage: Stage, case: CaseDriver, limit: str) -> None:
    """Move case time right behind the legal limit, and wait until everybody has noticed."""
    legal = datetime.fromisoformat(case.deadlines()[limit]["legal_limit"])
    stage.system.set_clock(legal + SECOND)
    stage.settle()


def test_a_limit_that_passed_is_explained_and_ends_the_case(stage: Stage) -> None:
    case = stage.case(choices={"limit_passed": "end"})
    case.until("forwarding")
    pass_limit(stage, case, "forwarding")
    assert [task["name"] for task in case.open_tasks()] == ["limit_passed_forwarding", "forwarding"]
    missed = [note for note in case.notifications("bawaslu-karawang") if note["kind"] == "deadline_missed"]
    assert [note["limit"]["name"] for note in missed if note["limit"]["name"] == "forwarding"] == [
        "forwarding"
    ]
    assert case.finish() == "expired"
    stage.settle()
    assert case.case()["outcome"] == "expired"
    assert stage.faults() == []


def test_a_case_goes_on_after_a_passed_limit_with_the_reason_on_record(stage: Stage) -> None:
    case = stage.case(choices={"discussion_2": "not_crime", "plenary": "stop"})
    case.until("discussion_2")
    pass_limit(stage, case, "discussion_2")
    assert case.finish() == "stopped"
    late = case.done.index("discussion_2")
    assert case.done[late - 1] == "limit_passed_discussion_2"
    stage.settle()
    assert case.deadlines()["discussion_2"]["state"] == "late"
    assert case.words("discussion_2", "lateness_reason") == [WORDS]
    assert case.words("limit_passed_discussion_2", "reason") == [WORDS]
    assert stage.faults() == []


def test_a_reminder_comes_before_the_safe_limit_and_once(stage: Stage) -> None:
    case = stage.case(choices={"initial_study": "not_registered"})
    case.until("initial_study")
    safe = datetime.fromisoformat(case.deadlines()["initial_study"]["safe_limit"])

    def reminders() -> list[str]:
        notes = case.notifications(officer_of("bawaslu"))
        return [note["limit"]["name"] for note in notes if note["kind"] == "deadline_approaching"]

    stage.settle()
    assert reminders() == []
    stage.system.set_clock(safe - timedelta(hours=5))
    stage.settle()
    wait_for("a reminder", lambda: "initial_study" in reminders(), seen=reminders)
    assert reminders().count("initial_study") == 1
    assert case.finish() == "not_registered"
