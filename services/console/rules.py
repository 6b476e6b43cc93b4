"""`gakkumdu rules pages`: the rules on time limits as pages that a lawyer can read and confirm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from console.errors import StartError
from console.layout import REPOSITORY


@click.group()
def rules() -> None:
    """The rules on time limits."""


@rules.command()
@click.option(
    "--folder",
    default=REPOSITORY / "bpmn",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the rules and the calendar are.",
)
@click.option(
    "--out",
    default=REPOSITORY / "docs" / "rules",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the pages go.",
)
def pages(folder: Path, out: Path) -> None:
    """Write a page a regime: every step with its limit, article, confidence, both readings and an example."""
    command = [sys.executable, "-m", "workflow.rule_pages", str(folder), str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        last = ended.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise StartError(last[0])
    click.echo(ended.stdout, nl=False)
