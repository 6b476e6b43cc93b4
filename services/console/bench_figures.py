"""Runs a benchmark module of a service in a process of its own, and shows its figures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import psutil
from rich.console import Console
from rich.table import Table

from console.errors import StartError

ERROR = re.compile(r"[\w.]+(Error|Exception)\b")


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


class Stolen:
    """What other machines on the same host took of our processors since this was made.

    A figure in milliseconds that was taken meanwhile says little of what was measured.
    """

    def __init__(self) -> None:
        self._before = psutil.cpu_times()

    def percent(self) -> float:
        """Of all processor time; 0 where the kernel does not tell."""
        now = psutil.cpu_times()
        spent = {name: getattr(now, name) - getattr(self._before, name) for name in now._fields}
        whole = sum(
            took for name, took in spent.items() if not name.startswith("guest")
        )  # user time holds these
        return round(100 * spent.get("steal", 0.0) / whole, 1) if whole else 0.0


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
        raise StartError(f"The benchmark did not finish: {_reason(ended.stderr)}")
    figures: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    return figures


def _reason(said: str) -> str:
    """The line of a traceback that names the error; what a library adds below it is no reason."""
    named = [line for line in said.splitlines() if ERROR.match(line)]
    return (named or said.strip().splitlines() or ["no reason given"])[-1]


def show(figures: Mapping[str, Any], title: str, *, as_json: bool) -> None:
    """One line a figure, or the JSON alone."""
    if as_json:
        click.echo(json.dumps(figures))
        return
    table = Table("figure", "measured", title=title)
    for name, value in figures.items():
        table.add_row(name, f"{value:g}" if isinstance(value, float) else str(value))
    Console().print(table)
