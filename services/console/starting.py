"""The steps of starting a system. Each registers on the stack how it is undone, before it can fail."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from console import environment, processes
from console.databases import BROKER, prepare
from console.errors import StartError
from console.keeper import POLL_SECONDS, Keeper
from console.layout import DEMO_OFFICERS, Layout
from console.nursery import Nursery
from console.parts import Part
from console.postgres import NOT_DURABLE, Postgres
from console.processes import Child, Start
from console.rabbitmq import RabbitMQ
from console.voice import Progress, Voice

PREPARED_WITHIN_SECONDS = 120.0
READY_WITHIN_SECONDS = 60.0
# Together with the services' time this stays below five seconds. Usually both take a tenth of theirs.
STOP_POSTGRES_WITHIN_SECONDS = 1.2
MISCONFIGURED = 2


def start_postgres(layout: Layout, running: ExitStack, voice: Voice, *, durable: bool) -> Postgres:
    """With the roles and databases of all services."""
    progress = Progress(voice, ["postgresql"])
    server = Postgres(
        layout.data / "postgres", log=layout.log("postgresql"), settings={} if durable else NOT_DURABLE
    )
    running.callback(lambda: server.stop(within=STOP_POSTGRES_WITHIN_SECONDS))
    server.start()
    prepare(server)
    progress.done("postgresql")
    return server


def start_rabbitmq(layout: Layout, running: ExitStack, voice: Voice) -> RabbitMQ:
    """A private node with its data beside the database's."""
    progress = Progress(voice, ["rabbitmq"])
    node = RabbitMQ(layout.data / "rabbitmq", log=layout.log("rabbitmq"))
    running.callback(node.kill)  # an orderly stop takes longer than a person waits; quorum queues are on disk
    node.start()
    progress.done("rabbitmq")
    return node


def broker_settings(broker: str, postgres: Postgres, rabbitmq: RabbitMQ | None) -> Mapping[str, str]:
    """The one variable that tells a service where its messages go."""
    if rabbitmq is not None:
        return {"AMQP_URL": rabbitmq.url()}
    if broker == "pgmq":
        return {"BROKER_URL": postgres.url(BROKER, BROKER)}
    return {"AMQP_URL": broker}


def accounts_file(layout: Layout, accounts: Mapping[str, Mapping[str, Any]] | None) -> Path:
    """Whom the issuer vouches for: the demo officers, or those that were given, written down for it."""
    if accounts is None:
        return DEMO_OFFICERS
    path = layout.data / "accounts.json"
    path.write_text(json.dumps(accounts), encoding="utf-8")
    return path


def starter(layout: Layout, running: ExitStack) -> Start:
    """How Python programs are started: forked where that is safe, else each for itself."""
    if sys.platform != "linux":
        return processes.start
    nursery = Nursery(layout.log("nursery"))
    running.callback(nursery.close)
    return nursery.start


def run_preparations(
    parts: list[Part], layout: Layout, running: ExitStack, voice: Voice, *, start: Start
) -> None:
    """All at once, to their ends."""
    progress = Progress(voice, [part.name for part in parts])
    waiting: list[Child] = []
    for part in parts:
        child = start(part.name, part.command, log=layout.log(part.name), environment=_full(part.environment))
        running.callback(child.kill)
        waiting.append(child)
    deadline = time.monotonic() + PREPARED_WITHIN_SECONDS
    while waiting:
        for child in [child for child in waiting if child.exit_status is not None]:
            require_success(child)
            waiting.remove(child)
            progress.done(child.name)
        _check_time(deadline, progress, layout)


def require_success(child: Child) -> None:
    """StartError in the words of the process that failed; a wrong setting it explains by itself."""
    if child.exit_status == MISCONFIGURED:
        raise StartError(child.last_lines())
    if child.exit_status != 0:
        raise StartError(f"{child.name} failed; its log is {child.log}.\n{child.last_lines()}")


def start_keepers(parts: list[Part], layout: Layout, *, start: Start) -> dict[str, Keeper]:
    """Started, not yet ready."""
    keepers = {
        part.name: Keeper(part, environment=_full(part.environment), log=layout.log(part.name), start=start)
        for part in parts
    }
    for keeper in keepers.values():
        keeper.start()
    return keepers


def wait_until_ready(keepers: list[Keeper], layout: Layout, voice: Voice) -> None:
    """StartError as soon as one of them ends instead."""
    progress = Progress(voice, [keeper.name for keeper in keepers])
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    waiting = list(keepers)
    while waiting:
        for keeper in list(waiting):
            if keeper.exit_status == MISCONFIGURED:
                raise StartError(keeper.child.last_lines())
            if keeper.ready():
                waiting.remove(keeper)
                progress.done(keeper.name)
        _check_time(deadline, progress, layout)


def _check_time(deadline: float, progress: Progress, layout: Layout) -> None:
    if progress.waiting and time.monotonic() > deadline:
        name = progress.waiting[0]
        raise StartError(f"{name} did not get ready in time; its log is {layout.log(name)}.")
    time.sleep(POLL_SECONDS)


def _full(own: Mapping[str, str]) -> dict[str, str]:
    return {**environment.machine(), **own}
