"""What the services say of a case that has ended, held against each other."""

from __future__ import annotations

from tests.support.journey_driver import CaseDriver
from tests.support.journey_stage import Stage


def agreed(stage: Stage, case: CaseDriver, outcome: str) -> None:
    """The same outcome, number and end everywhere, and every promise kept."""
    stage.settle()
    of_cases, of_workflow = case.case(), case.process()
    assert (of_cases["status"], of_cases["outcome"]) == ("closed", outcome)
    assert (of_workflow["state"], of_workflow["outcome"]) == ("ended", outcome)
    assert of_cases["register_number"] == of_workflow["register_number"]
    assert of_workflow["tasks"] == []
    assert [entry["sequence"] for entry in case.journal()] == list(range(1, of_workflow["sequence"] + 1))
    assert stage.faults() == []
