"""Many who ask at once: in the threads of one process, or of several."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, create_engine, text
from werkzeug.test import TestResponse

from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.http import ApiClient
from tests.support.tokens import LocalKeys, token_of
from tests.workflow.api.conftest import settings_in
from tests.workflow.builders import MONDAY
from workflow.app import create_app
from workflow.domain.task import HumanTask
from workflow.storage.unit import WorkflowUnit

CROWD = 100
GATE = 7
PUT = ("priority", "follow-up", "draft")


def at_once(*calls: Callable[[], TestResponse]) -> list[int]:
    """The statuses of calls that all start in the same moment."""
    return [answer.status_code for answer in answers_at_once(*calls)]


def answers_at_once(*calls: Callable[[], TestResponse]) -> list[TestResponse]:
    ready = Barrier(len(calls))

    def start(call: Callable[[], TestResponse]) -> TestResponse:
        ready.wait(timeout=30)
        return call()

    with ThreadPoolExecutor(len(calls)) as crowd:
        return list(crowd.map(start, calls))


def told(database: Database, kind: str) -> int:
    """How many events of this type are on their way."""
    with database.unit_of_work(WorkflowUnit) as unit:
        asked = text("SELECT count(*) FROM outbox WHERE type = :kind")
        return int(unit.session.scalar(asked, {"kind": kind}) or 0)


@dataclass(frozen=True)
class Sent:
    """One officer's request about one version of a task."""

    web: Flask
    officer: str
    task: HumanTask
    verb: str
    version: int
    body: Any = None
    roles: Sequence[str] = ("officer",)

    def __call__(self) -> TestResponse:
        client = ApiClient(self.web, token_of(self.officer, roles=self.roles))
        path, tag = f"/v1/tasks/{self.task.id}/{self.verb}", f'"{self.version}"'
        if self.verb in PUT:
            return client.put(path, self.body, if_match=tag)
        return client.post(path, self.body, if_match=tag)


@dataclass(frozen=True)
class Bulk:
    """One officer's change of many tasks."""

    web: Flask
    officer: str
    action: str
    tasks: Sequence[HumanTask]
    key: str
    said: Mapping[str, Any] = field(default_factory=dict)
    roles: Sequence[str] = ("officer",)

    def __call__(self) -> TestResponse:
        client = ApiClient(self.web, token_of(self.officer, roles=self.roles))
        tasks = [{"id": str(task.id), "version": task.version} for task in self.tasks]
        return client.post(
            "/v1/tasks/bulk", {"action": self.action, "tasks": tasks, **self.said}, key=self.key
        )


@dataclass(frozen=True)
class Process:
    """A web process of its own, with a pool and keys of its own; its crowd waits at the `gate`."""

    database_url: str
    folder: Path
    task_id: UUID
    officers: Sequence[str]

    def claims(self) -> list[int]:
        """The statuses of one claim by each officer."""
        engine = create_engine(self.database_url, pool_size=10)
        database = Database(engine, source="workflow", clock=FixedClock(MONDAY))
        web = create_app(settings_in(self.folder), database=database, keys=LocalKeys())
        clients = [ApiClient(web, token_of(officer)) for officer in self.officers]
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock_shared(:gate)"), {"gate": GATE})
        path = f"/v1/tasks/{self.task_id}/claim"
        statuses = at_once(*(partial(client.post, path, if_match='"1"') for client in clients))
        engine.dispose()
        return statuses


@contextmanager
def gate(engine: Engine, *, processes: int) -> Iterator[None]:
    """Opens when so many processes wait before it."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:gate)"), {"gate": GATE})
        yield
        while connection.scalar(waiting) != processes:
            time.sleep(0.05)
        connection.execute(text("SELECT pg_advisory_unlock(:gate)"), {"gate": GATE})
