"""`gakkumdu bench complete`: what it costs to complete a task over HTTP, with a durable database.

Other engines were measured on the same model without anybody listening to them. So the figures against the
bars are taken while relays and consumers rest, and `per_s_with_events` while they all do their work.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
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
from console.bench_figures import Bar, Stolen, bars_table, figures_of
from console.bench_load import Load, complete_all
from console.errors import StartError
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
WITHIN_SECONDS, LOOK_SECONDS = 180.0, 0.5
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
    Bar("bytes_per_instance", 60_000, "more in the whole database, indexes included, once vacuumed"),
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
    for name in (name for name in figures if name not in {bar.name for bar in BARS}):
        others.add_row(name, f"{figures[name]:g}")
    Console().print(others)


def measure(system: System, instances: int) -> dict[str, Any]:
    """The figures of one run on a system that nobody else uses."""
    url, token = system.url(SERVICE), system.token(OFFICER)
    _service_side(system, "deploy", str(MODELS / "sixteen-tasks.bpmn"))
    tasks = _filed(system, COUNTED + WARM_UP + ALONE + instances)
    sizes = (COUNTED, WARM_UP, ALONE, instances)
    counted, warm_up, alone, crowd = _dealt(tasks, sizes)
    inside = _service_side(system, "count", *counted, token=token)
    with _workers_at_rest(system):
        complete_all(url, token, warm_up, clients=CLIENTS)
        one = complete_all(url, token, alone, clients=1)
        stolen = Stolen()
        four = complete_all(url, token, crowd, clients=CLIENTS)
        host_stole = stolen.percent()
        rss = _largest_worker(system)
    _wait_until(lambda: _all_sent(system))
    before = _size_settled(system)
    beside = complete_all(url, token, _filed(system, instances), clients=CLIENTS)
    _wait_until(lambda: _all_sent(system))
    unsettled, after = _size(system), _size_settled(system)
    return {
        **_seen(four),
        "sql_per_completion": inside["sql_per_completion"],
        "bytes_per_instance": round((after - before) / instances),
        "worker_rss_mb": round(rss / 1024**2, 1),
        "bytes_before_vacuum": round((unsettled - before) / instances),
        "ratio_to_raw": round(inside["raw_ms"] / one.percentile(50), 3),
        "raw_ms": inside["raw_ms"],
        "one_client_p50_ms": round(one.percentile(50), 2),
        "host_stole_pct": host_stole,
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
        _wait_until(lambda: desk.read(OFFICER, "/v1/tasks/count")["count"] >= cases)
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


def _all_sent(system: System) -> bool:
    """Whether the relay has told everything; what `cases` makes of an end it never heard of does not matter."""
    return not system.idle_reports()[SERVICE]["unsent"]


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise StartError(f"The system was not done within {WITHIN_SECONDS:.0f} s.")
        time.sleep(LOOK_SECONDS)


def _size_settled(system: System) -> int:
    """When rows that were replaced have made room for others, as autovacuum sees to within minutes.

    An instance then costs what it adds to a system that was running before and will run on.
    """
    with psycopg.connect(system.postgres.conninfo(SERVICE), autocommit=True) as connection:
        connection.execute("VACUUM")
    return _size(system)


def _size(system: System) -> int:
    with psycopg.connect(system.postgres.conninfo(SERVICE)) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return 0 if row is None else int(row[0])


def _largest_worker(system: System) -> int:
    """Resident bytes of the fattest process that gunicorn forked."""
    workers = psutil.Process(system.process(SERVICE, WEB).pid).children()
    return max(int(worker.memory_info().rss) for worker in workers)
