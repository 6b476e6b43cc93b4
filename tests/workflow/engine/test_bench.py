from __future__ import annotations

from pathlib import Path

import pytest

from workflow.engine import bench

MODELS = Path(__file__).parents[3] / "bpmn" / "bench"


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "REPETITIONS", 3)
        patch.setattr(bench, "INSTANCES_A_REPETITION", 4)
        patch.setattr(bench, "ROUNDS", 600)
        return bench.run(MODELS)


@pytest.mark.parametrize(
    ("figure", "most"),
    [
        ("warm_ratio_to_raw", 1.2),
        ("cold_ratio_to_raw", 2.0),
        ("bytes_per_step", 6_000),
        ("last_vs_first", 1.5),
    ],
)
def test_a_journalled_step_stays_within_its_bar(figures: dict[str, float], figure: str, most: float) -> None:
    assert figures[figure] <= most


def test_all_three_kinds_are_measured_on_the_same_steps() -> None:
    definition = bench._definition(MODELS / "sixteen-tasks.bpmn")
    times, sizes = bench._side_by_side(definition)
    assert len(times.raw) == len(times.warm) == len(times.cold) == len(sizes)
    assert len(sizes) == 16 * bench.INSTANCES_A_REPETITION
