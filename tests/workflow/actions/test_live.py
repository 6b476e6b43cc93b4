"""Warm instances: few, and never trusted beyond the head they stand at."""

from __future__ import annotations

from dataclasses import replace

from tests.workflow.builders import UNKNOWN, CaseBench
from workflow.actions.live import LiveInstances
from workflow.actions.procedure import Procedure


def test_a_small_cache_serves_many_cases(bench: CaseBench, procedure: Procedure) -> None:
    bench.procedure = replace(procedure, live=LiveInstances(size=2))
    cases = [bench.start() for _ in range(4)]
    for case_id in cases:
        bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    for case_id in cases:
        assert [task.name for task in bench.open_tasks(case_id)] == ["registration"]


def test_a_step_that_was_rolled_back_is_forgotten(bench: CaseBench) -> None:
    case_id = bench.start()
    before = bench.instance(case_id)
    with bench.rolled_back():
        bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
        assert bench.instance(case_id).sequence == 2
    assert bench.instance(case_id) == before
    bench.complete(
        case_id, "initial_study", decision="not_registered", initial_study_completed=UNKNOWN, reason="lain"
    )
    assert [task.name for task in bench.open_tasks(case_id)] == ["preliminary_decision"]
