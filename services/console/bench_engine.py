"""`gakkumdu bench engine`: what a journalled step costs, against the bare library in the same run.

The figures are taken by the engine's own benchmark in a process of its own: the console imports no service.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from console.bench_figures import Bar, bars_table
from console.errors import StartError
from console.layout import REPOSITORY

MODELS = REPOSITORY / "bpmn" / "bench"
KINDS = ("raw", "warm", "cold", "loop")
PERCENTILES = ("p50", "p95", "p99")


BARS = (
    Bar("warm_ratio_to_raw", 1.2, "a live instance, against the bare library"),
    Bar("cold_ratio_to_raw", 2.0, "loaded from its journal first, against the bare library"),
    Bar("bytes_per_step", 6_000, "delta and its share of a snapshot"),
    Bar("last_vs_first", 1.5, "rounds 1,901-2,000 of a loop, against 1-100"),
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def engine(as_json: bool) -> None:
    """Time a persisted step, warm and cold, on the bench models."""
    figures = run()
    if as_json:
        click.echo(json.dumps(figures))
        return
    for table in tables(figures):
        Console().print(table)


def run() -> dict[str, Any]:
    """The figures of one run; StartError when the benchmark itself fails."""
    command = [sys.executable, "-m", "workflow.engine.bench", "--models", str(MODELS)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        last = ended.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise StartError(f"The engine benchmark did not finish: {last[0]}")
    figures: dict[str, Any] = json.loads(ended.stdout)
    return figures


def tables(figures: Mapping[str, Any]) -> tuple[Table, Table]:
    """The figures against their bars, and the times behind them."""
    bars = bars_table(figures, BARS, "Journalled steps")
    times = Table("step", *PERCENTILES, title="Milliseconds of processor time")
    for kind in KINDS:
        times.add_row(kind, *(f"{figures[f'{kind}_ms'][percentile]:.3f}" for percentile in PERCENTILES))
    return bars, times
