"""`gakkumdu bench complete`: what it costs to complete a task over HTTP, with a durable database.

Other engines were measured on the same model without anybody listening to them. So the figures against the
bars are taken while relays and consumers rest, and `per_s_with_events` while they all do their work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import psutil
import psycopg
from rich.console import Console
from rich.table import Table

from console.bench_engine import MODELS
from console.bench_figures import Bar, bars_table, figures_of
from console.bench_load import Load, complete_all
from console.databases import user_of
from console.layout import SERVICES
from console.parts import WEB
from console.replay_desk import Desk
from console.supervisor import System, private_system

SERVICE = "workflow"
OFFICER = "bawaslu-karawang"
CLIENTS = 4
GUNICORN_WORKERS = 2
COUNTED, WARM_UP, ALONE, CROWD = 2, 8, 10, 100
PAGE = 200
WIB = ZoneInfo("Asia/Jakarta")
INTAKE = {
    "origin": "finding",
    "regime": "pemilu",
    "election": "PL",
    "office": "32.15",
    "bawaslu_region": "13.19",
    "description": "Dugaan politik uang di sebuah TPS.",
    "confidentiality": 1,
    "reporter": None,
}
BARS = (
    Bar("per_s", 200, "completions a second, 4 clients", at_least=True),
    Bar("p50_ms", 20, "from request to answer, 4 clients"),
    Bar("p99_ms", 60, "from request to answer, 4 clients"),
    Bar("sql_per_completion", 12, "statements, authentication and commit included"),
    Bar("bytes_per_instance", 60_000, "of the whole database, indexes included"),
    Bar("worker_rss_mb", 150, "of the largest gunicorn worker"),
)


@click.command()
@click.option(
    "--instances", default=CROWD, show_default=True, help="How many instances the 4 clients complete."
)
@click.option("--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there.")
def complete(instances: int, as_json: bool) -> None:
    """Complete all sixteen tasks of many instances, with one client and with four."""
    settings = {"WEB_WORKERS": str(GUNICORN_WORKERS)}
    with private_system(durable=True, settings=settings) as system:
        figures = measure(system, instances)
    if as_json:
        click.echo(json.dumps(figures))
        return
    Console().print(bars_table(figures, BARS, "Completed tasks"))
    others = Table("figure", "measured", title="Beside the bars")
    for name in figures.keys() - {bar.name for bar in BARS}:
        others.add_row(name, f"{figures[name]:g}")
    Console().print(others)


def measure(system: System, instances: int) -> dict[str, Any]:
    """The figures of one run on a system that nobody else uses."""
    url, token = system.url(SERVICE), system.token(OFFICER)
    _service_side(system, "deploy", str(MODELS / "sixteen-tasks.bpmn"))
    empty = _size(system)
    tasks = _filed(system, COUNTED + WARM_UP + ALONE + 2 * instances)
    sizes = (COUNTED, WARM_UP, ALONE, instances, instances)
    counted, warm_up, alone, crowd, rest = _dealt(tasks, sizes)
    inside = _service_side(system, "count", *counted, token=token)
    with _workers_at_rest(system):
        complete_all(url, token, warm_up, clients=CLIENTS)
        one = complete_all(url, token, alone, clients=1)
        four = complete_all(url, token, crowd, clients=CLIENTS)
        rss = _largest_worker(system)
    beside = complete_all(url, token, rest, clients=CLIENTS)
    return {
        **_seen(four),
        "sql_per_completion": inside["sql_per_completion"],
        "bytes_per_instance": round((_size(system) - empty) / len(tasks)),
        "worker_rss_mb": round(rss / 1024**2, 1),
        "ratio_to_raw": round(inside["raw_ms"] / one.percentile(50), 3),
        "raw_ms": inside["raw_ms"],
        "one_client_p50_ms": round(one.percentile(50), 2),
        "per_s_with_events": round(beside.per_second, 1),
        "p50_ms_with_events": round(beside.percentile(50), 2),
    }


def _service_side(system: System, *arguments: str, token: str = "") -> dict[str, Any]:
    """What the service's own side of the benchmark does or measures."""
    environment = {**system.process(SERVICE, WEB).part.environment, "TOKEN": token}
    return figures_of("workflow.bench_complete", *arguments, environment=environment)


def _filed(system: System, cases: int) -> list[str]:
    """The first task of each of so many cases, taken in by `cases` and begun by `workflow`."""
    today = {"at": datetime.now(tz=WIB).date().isoformat()}
    with Desk(system) as desk:
        for _ in range(cases):
            desk.file_intake(OFFICER, {**INTAKE, "facts": {"act": today}})
        system.wait_idle()
        found, after = list[str](), ""
        while len(found) < cases:
            page = desk.read(OFFICER, f"/v1/tasks?limit={PAGE}{after}")
            found += [task["id"] for task in page["items"]]
            after = f"&after={page['next']}"
    return found


def _dealt(tasks: Sequence[str], sizes: Sequence[int]) -> Iterator[Sequence[str]]:
    first = 0
    for size in sizes:
        yield tasks[first : first + size]
        first += size


def _seen(load: Load) -> dict[str, float]:
    return {
        "per_s": round(load.per_second, 1),
        "p50_ms": round(load.percentile(50), 2),
        "p99_ms": round(load.percentile(99), 2),
    }


@contextmanager
def _workers_at_rest(system: System) -> Iterator[None]:
    """Events pile up in the outbox meanwhile, as they are written whoever listens."""
    workers = [system.process(service) for service in SERVICES]
    for worker in workers:
        worker.stop()
    yield
    for worker in workers:
        worker.start()
        worker.wait_ready()


def _size(system: System) -> int:
    with psycopg.connect(
        system.postgres.url(SERVICE, user_of(SERVICE)).replace("+psycopg", "")
    ) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return 0 if row is None else int(row[0])


def _largest_worker(system: System) -> int:
    """Resident bytes of the fattest process that gunicorn forked."""
    workers = psutil.Process(system.process(SERVICE, WEB).pid).children()
    return max(int(worker.memory_info().rss) for worker in workers)
