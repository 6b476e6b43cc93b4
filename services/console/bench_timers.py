"""`gakkumdu bench timers`: a hundred thousand reminders that are due in one moment, among a million that wait.

Relays and consumers rest meanwhile; the timers write every event that tells of a reminder.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
import psycopg
from rich.console import Console

from console.bench_figures import Bar, Stolen, bars_table, figures_of
from console.databases import user_of
from console.replay_desk import Desk
from console.supervisor import System, private_system

SERVICE, OFFICER, TIMERS = "workflow", "bawaslu-ri", "timers"
PENDING, DUE = 1_000_000, 100_000
STARTS_IN_SECONDS = 20
GIVE_UP_SECONDS = 900.0
LOOK_SECONDS, TWICE_WITHIN_SECONDS = 0.05, 3
MILLISECONDS = 1_000
BARS = (
    Bar("per_s", 1_500, "reminders told a second", at_least=True),
    Bar("first_s", 2, "seconds until the first is told"),
    Bar("all_s", 70, "seconds until the last is told"),
    Bar("lost", 0, "reminders never told"),
    Bar("twice", 0, "reminders told again"),
    Bar("page_p99_ms", 60, "a page of the inbox meanwhile"),
)


@click.command()
@click.option("--pending", default=PENDING, show_default=True, help="How many reminders wait in all.")
@click.option("--due", default=DUE, show_default=True, help="How many of them are due at once.")
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def timers(pending: int, due: int, as_json: bool) -> None:
    """Let reminders come due all at once, and watch the timers and the inbox."""
    with private_system(durable=True, split_workers=True) as system:
        figures = measure(system, pending, due)
    if as_json:
        click.echo(json.dumps(figures))
        return
    Console().print(bars_table(figures, BARS, "Reminders"))


def measure(system: System, pending: int, due: int) -> dict[str, Any]:
    """The figures of one run on a system that nobody else uses."""
    for service, role in (("workflow", "relay"), ("workflow", "consumer"), ("workflow", TIMERS)):
        system.process(service, role).stop()
    began = datetime.fromisoformat(
        _service_side(system, "seed", str(pending), str(due), str(STARTS_IN_SECONDS))["due_at"]
    )
    system.process(SERVICE, TIMERS).start()
    with _reader(system, began) as looks:
        stolen = Stolen()
        seen = _watched(system, due)
        host_stole = stolen.percent()
    first, last = (datetime.fromisoformat(seen[name]) for name in ("first", "last"))
    return {
        "per_s": round(seen["told"] / (last - began).total_seconds()),
        "first_s": round((first - began).total_seconds(), 2),
        "all_s": round((last - began).total_seconds(), 1),
        "lost": due - seen["told"],
        "twice": seen["twice"],
        "page_p50_ms": round(statistics.median(looks) * MILLISECONDS, 1),
        "page_p99_ms": round(statistics.quantiles(looks, n=100)[98] * MILLISECONDS, 1),
        "host_stole_pct": host_stole,
        "pending": pending,
        "due": due,
    }


def _watched(system: System, due: int) -> dict[str, Any]:
    """What was told once all is, or when that takes too long."""
    until = time.monotonic() + GIVE_UP_SECONDS
    told = "SELECT count(*) FROM outbox WHERE type = 'deadline.approaching'"
    with psycopg.connect(system.postgres.conninfo(SERVICE), autocommit=True) as connection:
        while time.monotonic() < until:
            time.sleep(1)
            found = connection.execute(told).fetchone()
            # The whole look costs what it watches, so it waits for the end.
            if found is not None and found[0] >= due:
                break
    time.sleep(TWICE_WITHIN_SECONDS)
    return _service_side(system, "seen")


@contextmanager
def _reader(system: System, began: datetime) -> Iterator[list[float]]:
    """Somebody who looks into the inbox again and again, from the moment on."""
    looks: list[float] = []
    done = threading.Event()

    def read() -> None:
        done.wait(max(0.0, (began - datetime.now(tz=began.tzinfo)).total_seconds()))
        with Desk(system) as desk:
            while not done.is_set():
                before = time.perf_counter()
                desk.read(OFFICER, "/v1/tasks?limit=50")
                looks.append(time.perf_counter() - before)
                done.wait(LOOK_SECONDS)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield looks
    finally:
        done.set()
        reader.join()


def _service_side(system: System, *arguments: str) -> dict[str, Any]:
    address = {"DATABASE_URL": system.postgres.url(SERVICE, user_of(SERVICE))}
    return figures_of("workflow.bench_timers", *arguments, environment=address)
