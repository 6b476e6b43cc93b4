"""A step that the procedure itself cannot take is our fault, and leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.workflow.builders import MONDAY, UNKNOWN, CaseBench
from tests.workflow.picture import picture_of
from workflow.actions.deploy import deploy
from workflow.actions.procedure import procedure_files
from workflow.domain.incident import CaseStuckError
from workflow.storage.unit import WorkflowUnit

BPMN = Path(__file__).parents[3] / "bpmn"


def deploy_with_a_fault(bench: CaseBench) -> None:
    """The newest version reads a number where a choice stands."""
    files = procedure_files(BPMN)
    asked = "initial_study_decision =="
    assert asked in files["finding.bpmn"]
    files["finding.bpmn"] = files["finding.bpmn"].replace(asked, f"int({asked[:-3]}) ==")
    bench.clock.at = MONDAY + timedelta(minutes=1)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, files)


def test_a_fault_of_the_model_is_said_to_be_ours_and_stores_nothing(
    bench: CaseBench, capsys: pytest.CaptureFixture[str]
) -> None:
    deploy_with_a_fault(bench)
    case_id = bench.start()
    bench.claim(case_id, "initial_study")
    before = picture_of(bench.database)
    for _ in range(2):  # the second time from a cold start
        with pytest.raises(CaseStuckError) as refused:
            bench.complete_claimed(
                case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN
            )
        assert "int(" not in refused.value.en
        assert picture_of(bench.database) == before
    assert "int(initial_study_decision)" in capsys.readouterr().out


def test_a_new_version_leaves_running_cases_on_theirs(bench: CaseBench) -> None:
    old = bench.start()
    deploy_with_a_fault(bench)
    bench.complete(old, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    assert [task.name for task in bench.open_tasks(old)] == ["registration"]
    assert bench.instance(bench.start()).definition != bench.instance(old).definition
