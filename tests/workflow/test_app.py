"""The application as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chassis.database import Database
from tests.workflow.builders import CaseBench
from workflow.idle import idle_of


def test_an_idle_report_counts_what_is_still_to_do(bench: CaseBench, database: Database) -> None:
    quiet = {"unsent": 0, "parked": 0, "failed": 0, "published": 0, "applied": {"cases": 0, "notify": 0}}
    assert idle_of(database) == {**quiet, "due_timers": 0}
    bench.until_registered(registered="2024-01-09")
    bench.clock.at = bench.clock.at.replace(month=3)
    report = idle_of(database)
    assert report["due_timers"] > 0
    assert report["unsent"] == report["published"] > 0
    bench.pass_time(bench.clock.at.isoformat())
    assert idle_of(database)["due_timers"] == 0


@pytest.mark.parametrize("name", ["workflow.web", "workflow.worker", "workflow.migrate"])
def test_a_broken_environment_is_one_sentence_a_variable_and_status_2(name: str) -> None:
    broken = {"DATABASE_URL": "mysql://nowhere", "ENVIRONMENT": "holiday"}
    ran = subprocess.run(
        [sys.executable, "-m", name], env=broken, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Environment variable DATABASE_URL" in ran.stderr
    assert ("Environment variable BPMN_DIR" in ran.stderr) == (name == "workflow.migrate")
    assert "Traceback" not in ran.stderr
