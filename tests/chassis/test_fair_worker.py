"""Connections that are kept open, and the processes that hold them."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any, cast

import httpx
import psutil
import pytest

from chassis.fair_worker import FairWorker, Hall
from tests.support.messaging_services import eventually
from tests.support.served import free_address, serving

ANSWERED_WITHIN_SECONDS = 5.0


class Clients:
    """Clients that keep their connections, and what a server of two workers makes of them."""

    def __init__(self, server: subprocess.Popen[str], address: str, open_: ExitStack) -> None:
        self._server = psutil.Process(server.pid)
        self._address = address
        self._open = open_

    def come(self, count: int, *, at_once: bool) -> None:
        with ThreadPoolExecutor(count if at_once else 1) as crowd:
            list(crowd.map(lambda _: self._comes(), range(count)))

    def _comes(self) -> None:
        client = self._open.enter_context(httpx.Client(timeout=ANSWERED_WITHIN_SECONDS))
        assert client.get(f"http://{self._address}/livez").status_code == 200

    def workers(self) -> list[psutil.Process]:
        """The older one first."""
        return sorted(self._server.children(), key=lambda child: child.create_time())

    def held(self) -> list[int]:
        """Open connections by worker."""
        port = int(self._address.rsplit(":")[1])
        return [
            Counter(
                connection.status
                for connection in worker.net_connections("tcp")
                if connection.laddr.port == port
            )[psutil.CONN_ESTABLISHED]
            for worker in self.workers()
        ]


@pytest.fixture
def clients() -> Iterator[Clients]:
    address = free_address()
    with serving(address, workers=2) as server, ExitStack() as open_:
        found = Clients(server, address, open_)
        eventually(lambda: found.held() == [0, 0])
        yield found


def assert_fair(held: list[int]) -> None:
    """One too many where a sibling was not given the processor in time; the next connection makes up for it."""
    assert max(held) - min(held) <= 2


@pytest.mark.parametrize("at_once", [True, False])
def test_they_are_shared_out_evenly(clients: Clients, *, at_once: bool) -> None:
    clients.come(24, at_once=at_once)
    assert_fair(clients.held())


def test_a_worker_that_is_replaced_gets_what_comes_next(clients: Clients) -> None:
    clients.come(24, at_once=False)
    gone, stays = clients.workers()
    gone.kill()
    eventually(lambda: [stays] == clients.workers()[:1] and len(clients.workers()) == 2)
    clients.come(8, at_once=False)
    assert clients.held()[1] >= 7


def test_one_that_hangs_keeps_nobody_waiting(clients: Clients) -> None:
    hangs, _ = clients.workers()
    hangs.suspend()
    try:
        clients.come(4, at_once=False)
        assert clients.held() == [0, 4]
    finally:
        hangs.resume()


def test_nobody_waits_for_a_worker_that_is_gone() -> None:
    hall, gone, stays = Hall(2), FairWorker.__new__(FairWorker), FairWorker.__new__(FairWorker)
    server = SimpleNamespace(WORKERS={})
    for number, worker in enumerate([gone, stays]):
        hall.seat(cast(Any, server), worker)
        server.WORKERS[number] = worker
    hall.tell(stays.seat, 3)
    assert (gone.seat, stays.seat, hall.fewest()) == (0, 1, 0)
    hall.leave(cast(Any, server), gone)
    del server.WORKERS[0]
    assert hall.fewest() == 3
    hall.seat(cast(Any, server), comes := FairWorker.__new__(FairWorker))
    assert (comes.seat, hall.fewest()) == (0, 0)
