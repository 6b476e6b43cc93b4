"""Runs a benchmark module of a service in a process of its own, and shows its figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from console.errors import StartError


def figures_of(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `python -m module` prints; StartError when it fails, with its last line."""
    command = [sys.executable, "-m", module, *arguments]
    surroundings = {**os.environ, **(environment or {})}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    if ended.returncode != 0:
        last = ended.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise StartError(f"The benchmark did not finish: {last[0]}")
    figures: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    return figures


def show(figures: Mapping[str, Any], title: str, *, as_json: bool) -> None:
    """One line a figure, or the JSON alone."""
    if as_json:
        click.echo(json.dumps(figures))
        return
    table = Table("figure", "measured", title=title)
    for name, value in figures.items():
        table.add_row(name, f"{value:g}" if isinstance(value, float) else str(value))
    Console().print(table)
