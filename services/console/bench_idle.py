"""`gakkumdu bench idle`: what the embedded system costs while nobody uses it."""

from __future__ import annotations

import json
import os

import click
from rich.console import Console
from rich.table import Table

from console.footprint import Footprint, measure
from console.supervisor import private_system

MEBIBYTE = 1024 * 1024
# The first seconds after a start are not idle yet: pools connect, caches fill.
SETTLE_SECONDS = 5.0
MOST_BYTES = 700 * MEBIBYTE
MOST_CORES = 0.05


@click.command()
@click.option("--seconds", default=30.0, show_default=True, help="How long to watch the processor.")
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def idle(seconds: float, as_json: bool) -> None:
    """Start a private system, leave it alone, and measure memory (PSS) and processor."""
    with private_system() as system:
        system.wait_idle()
        measure(os.getpid(), seconds=SETTLE_SECONDS)
        footprint = measure(os.getpid(), seconds=seconds)
    if as_json:
        click.echo(json.dumps(report(footprint)))
        return
    table = Table("process", "MiB", "% of a core", title="Embedded system at rest")
    for name, size in sorted(footprint.bytes_by_process.items(), key=lambda item: -item[1]):
        table.add_row(name, f"{size / MEBIBYTE:.1f}", f"{footprint.cores_by_process[name]:.2%}")
    table.add_section()
    table.add_row("all", f"{footprint.total_bytes / MEBIBYTE:.0f}", f"{footprint.cores:.1%}")
    table.add_row("limit", f"{MOST_BYTES // MEBIBYTE}", f"{MOST_CORES:.0%}")
    Console().print(table)


def report(footprint: Footprint) -> dict[str, object]:
    """With the ratio to what is allowed."""
    return {
        "pss_bytes": footprint.total_bytes,
        "cores": round(footprint.cores, 4),
        "ratio_to_limit": {
            "pss": round(footprint.total_bytes / MOST_BYTES, 3),
            "cores": round(footprint.cores / MOST_CORES, 3),
        },
        "processes": {
            name: {"pss_bytes": size, "cores": round(footprint.cores_by_process[name], 4)}
            for name, size in footprint.bytes_by_process.items()
        },
    }
