"""The command's side of the engine benchmark; the figures themselves are tested beside the engine."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from console import bench_engine
from console.errors import StartError

FIGURES: dict[str, Any] = {
    "warm_ratio_to_raw": 0.8,
    "cold_ratio_to_raw": 2.5,
    "bytes_per_step": 1100,
    "last_vs_first": 1.0,
    **{f"{kind}_ms": {"p50": 0.5, "p95": 0.9, "p99": 1.5} for kind in bench_engine.KINDS},
}


def test_machine_output_is_json_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_engine, "run", lambda: FIGURES)
    printed = CliRunner().invoke(bench_engine.engine, ["--json"])
    assert json.loads(printed.stdout) == FIGURES


def test_people_see_each_figure_beside_its_bar() -> None:
    console = Console(width=120)
    with console.capture() as captured:
        for table in bench_engine.tables(FIGURES):
            console.print(table)
    for bar in bench_engine.BARS:
        assert bar.name in captured.get()


def test_a_benchmark_that_fails_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="Traceback\nFileNotFoundError: loop.bpmn")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: failed)
    with pytest.raises(StartError, match=r"loop\.bpmn"):
        bench_engine.run()
