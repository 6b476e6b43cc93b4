"""`gakkumdu bench explain`: how long "why this date" takes inside the service, rule by rule."""

from __future__ import annotations

import click

from console.bench_figures import figures_of, show
from console.layout import REPOSITORY


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def explain(as_json: bool) -> None:
    """Time explanations of every rule over 20 years of calendar, against a bare count of the same days."""
    show(figures_of("workflow.bench_explain", str(REPOSITORY / "bpmn")), "Explanations", as_json=as_json)
