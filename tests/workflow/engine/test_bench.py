from __future__ import annotations

from pathlib import Path

import pytest

from console.bench_engine import BARS
from workflow.engine import bench

MODELS = Path(__file__).parents[3] / "bpmn" / "bench"


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "REPETITIONS", 1)
        patch.setattr(bench, "INSTANCES_A_REPETITION", 4)
        patch.setattr(bench, "ROUNDS", 200)
        return bench.run(MODELS)


def test_a_run_tells_every_figure_that_has_a_bar(figures: dict[str, float]) -> None:
    assert {bar.name for bar in BARS} <= figures.keys()
    assert all(figures[bar.name] > 0 for bar in BARS)


def test_a_persisted_step_writes_no_more_than_its_bar(figures: dict[str, float]) -> None:
    assert figures["bytes_per_step"] <= 6_000


def test_all_three_kinds_are_measured_on_the_same_steps() -> None:
    definition = bench._definition(MODELS / "sixteen-tasks.bpmn")
    times, sizes = bench._side_by_side(definition)
    assert len(times.raw) == len(times.warm) == len(times.cold) == len(sizes)
    assert len(sizes) == 16 * bench.INSTANCES_A_REPETITION
