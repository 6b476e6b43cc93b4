"""How tests are dealt to the processes that run them side by side."""

from __future__ import annotations

import re

import pytest
from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys/"
# These stop a RabbitMQ of their process, and there need not be more than one such process.
STOPPING = ("tests/chassis/test_outages.py", "tests/console/test_rabbitmq.py")
BROKER = re.compile(r"\[(?:[^]]*-)?(pgmq|rabbitmq)")
# Where most time goes. They are begun first, so that at the end no process waits for another's long file.
LONGEST_FIRST = (
    JOURNEYS,
    "tests/console/test_up.py",
    "tests/chassis/test_crashes.py",
    "tests/chassis/test_outages.py",
    "tests/chassis/test_web.py",
    "tests/cases/test_processes.py",
    "tests/notify/",
    "tests/workflow/api/",
)


class ByFileAndSystem(LoadScopeScheduling):  # type: ignore[misc]  # the library ships no types
    """A file stays in one process, and all journeys of a broker do: starting their system takes longest."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """What must run in one process, one after the other."""
    file = nodeid.partition("::")[0]
    if file in STOPPING:
        return f"{JOURNEYS} on rabbitmq"
    broker = BROKER.search(nodeid)
    return f"{JOURNEYS} on {broker[1]}" if broker and file.startswith(JOURNEYS) else file


def longest_first(items: list[pytest.Item]) -> None:
    """In place; the order of each group's tests stays."""
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    return next(
        (rank for rank, start in enumerate(LONGEST_FIRST) if nodeid.startswith(start)), len(LONGEST_FIRST)
    )
