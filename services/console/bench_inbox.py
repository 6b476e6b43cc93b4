"""`gakkumdu bench inbox`: what a page and a count of the inbox cost among a million tasks, over HTTP.

The same questions are asked of a base of ten thousand tasks, in turn: what disturbs the machine disturbs both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from console.bench_asking import Asked, Asker, slowest
from console.bench_figures import Bar, Stolen, bars_table, figures_of
from console.bench_questions import ACCOUNTS, Question, questions
from console.databases import owner_of
from console.supervisor import System, private_system

SERVICE = "workflow"
TASKS, OPEN, BASE, ROUNDS = 1_000_000, 100_000, 10_000, 5
CHUNK, SEEDERS = 5_000, 2
BARS = (
    Bar("page_p50_ms", 8, "a page of 50, from request to answer"),
    Bar("page_p99_ms", 30, "a page of 50, from request to answer"),
    Bar("count_p99_ms", 30, "an exact count of the same questions"),
    Bar("ratio_to_10k", 1.5, "median of a page, against that of the small base"),
)


@click.command()
@click.option("--tasks", default=TASKS, show_default=True, help="How many in all.")
@click.option("--open", "open_", default=OPEN, show_default=True, help="How many of them are open.")
@click.option("--base", default=BASE, show_default=True, help="How many the small base has.")
@click.option("--rounds", default=ROUNDS, show_default=True, help="How often each question is asked.")
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def inbox(tasks: int, open_: int, base: int, rounds: int, as_json: bool) -> None:
    """Ask the inbox by many filters, orders and deep pages, in the name of officers of every reach."""
    with _system() as small, _system() as large:
        figures = measure(small, large, tasks=tasks, a_case=max(1, tasks // open_), base=base, rounds=rounds)
    if as_json:
        click.echo(json.dumps(figures))
        return
    Console().print(bars_table(figures, BARS, "The inbox"))
    slow = Table("ms", "slowest questions", title="Beside the bars")
    for milliseconds, question in figures["slowest"]:
        slow.add_row(f"{milliseconds:g}", question)
    Console().print(slow)


def _system() -> AbstractContextManager[System]:
    return private_system(durable=True, settings={"WEB_WORKERS": "2"}, accounts=ACCOUNTS)


def measure(
    small_system: System, large_system: System, *, tasks: int, a_case: int, base: int, rounds: int
) -> dict[str, Any]:
    """The figures of one run on systems that nobody else uses."""
    asked = questions(datetime.now(tz=UTC))
    askers = [
        _asker(system, asked, cases=size // a_case, a_case=a_case)
        for system, size in ((small_system, base), (large_system, tasks))
    ]
    for asker in askers:
        asker.warm_up()
    stolen = Stolen()
    for _ in range(rounds):
        for asker in askers:
            asker.ask_all()
    host_stole = stolen.percent()
    small, large = (asker.asked for asker in askers)
    return {
        "page_p50_ms": large.pages(50),
        "page_p99_ms": large.pages(99),
        "count_p99_ms": large.counts(99),
        "ratio_to_10k": round(large.pages(50) / small.pages(50), 2),
        "count_p50_ms": large.counts(50),
        "base_page_p50_ms": small.pages(50),
        "base_page_p99_ms": small.pages(99),
        "full_page_ratio_to_10k": _of_full_pages(small, large),
        "host_stole_pct": host_stole,
        "pages": len(large.page_seconds),
        "tasks": tasks // a_case * a_case,
        "open": tasks // a_case,
        "slowest": slowest(large),
    }


def _asker(system: System, asked: Sequence[Question], *, cases: int, a_case: int) -> Asker:
    """Of a system that holds so many cases and does nothing else."""
    for service in ("cases", "workflow", "notify"):
        system.process(service).stop()
    tokens = {officer: system.token(officer) for officer in ACCOUNTS}
    _grow(system, cases, a_case)
    return Asker(system.url(SERVICE), tokens, asked)


def _of_full_pages(small: Asked, large: Asked) -> float:
    """The same for the questions that fill a page on either base: the small one has fewer rows to show."""
    full = small.filled & large.filled
    return round(large.median_of(full) / small.median_of(full), 2) if full else 0.0


def _grow(system: System, want: int, a_case: int) -> None:
    """So many cases; tells how far it is where that is not the answer."""
    address = {"DATABASE_URL": system.postgres.url(SERVICE, owner_of(SERVICE))}

    def seed(first: int) -> None:
        last = min(first + CHUNK, want)
        figures_of("workflow.bench_inbox", "seed", *map(str, (first + 1, last, a_case)), environment=address)
        progress.advance(task, last - first)

    chunks: Sequence[int] = range(0, want, CHUNK)
    with Progress(console=Console(stderr=True)) as progress, ThreadPoolExecutor(SEEDERS) as seeders:
        task = progress.add_task(f"Making {want * a_case:,} tasks", total=want)
        list(seeders.map(seed, chunks))
        figures_of("workflow.bench_inbox", "settle", environment=address)
