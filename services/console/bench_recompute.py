"""`gakkumdu bench recompute`: how long a change of the calendar takes to reach thousands of open deadlines."""

from __future__ import annotations

import click

from console.bench_figures import figures_of, show
from console.databases import user_of
from console.supervisor import private_system

SERVICE = "workflow"


@click.command()
@click.option("--deadlines", default=10_000, show_default=True, help="How many are open.")
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def recompute(deadlines: int, as_json: bool) -> None:
    """Deploy a calendar with new holidays on a private system, and watch its timers and its inbox."""
    with private_system() as system:
        address = {"DATABASE_URL": system.postgres.url(SERVICE, user_of(SERVICE))}
        figures = figures_of("workflow.bench_recompute", str(deadlines), environment=address)
    show(figures, "Recomputation", as_json=as_json)
