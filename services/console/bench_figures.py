"""Runs a benchmark module of a service in a process of its own, and shows its figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from console.errors import StartError


@dataclass(frozen=True)
class Bar:
    """A figure and the most, or the least, that it may be."""

    name: str
    bound: float
    meaning: str
    at_least: bool = False

    def held_by(self, measured: float) -> bool:
        """Whether the figure is on the right side."""
        return measured >= self.bound if self.at_least else measured <= self.bound


def bars_table(figures: Mapping[str, Any], bars: Sequence[Bar], title: str) -> Table:
    """Each figure beside its bar, red where it is not reached."""
    table = Table("figure", "measured", "bar", "of", title=title)
    for bar in bars:
        measured = figures[bar.name]
        style = "" if bar.held_by(measured) else "red"
        side = "at least" if bar.at_least else "at most"
        table.add_row(bar.name, f"{measured:g}", f"{side} {bar.bound:g}", bar.meaning, style=style)
    return table


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
