"""`gakkumdu bench`: measurements that print medians, percentiles and the ratio to a baseline of the same run."""

from __future__ import annotations

import click

from console.lazy import LazyGroup

BENCHMARKS = {
    "complete": "console.bench_complete:complete",
    "engine": "console.bench_engine:engine",
    "explain": "console.bench_explain:explain",
    "idle": "console.bench_idle:idle",
    "inbox": "console.bench_inbox:inbox",
    "recompute": "console.bench_recompute:recompute",
    "timers": "console.bench_timers:timers",
}


@click.group(cls=LazyGroup, commands_at=BENCHMARKS)
def bench() -> None:
    """Measure this machine and this version."""
