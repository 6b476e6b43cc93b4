"""A gunicorn worker that leaves a new connection to a sibling which holds fewer.

All workers wait on one listening socket, and whoever wakes first takes the connection. Clients and proxies keep
theirs open, so what chance dealt at the beginning stays: four connections land on one of two processes as often as
not three to one, and one processor idles while requests wait for the other.
"""

from __future__ import annotations

import time
from multiprocessing.sharedctypes import RawArray
from socket import socket

from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

# A sibling that computes gets its turn within Python's switch interval of 5 ms; one that hangs costs no more than this.
PATIENCE_SECONDS = 0.02
NAP_SECONDS = 0.0005
NOBODY = 2**31 - 1
"""On a seat that nobody has: no worker waits for one who is not there."""


class Hall:
    """How many connections each of so many workers holds, in memory that they share."""

    def __init__(self, workers: int) -> None:
        self._held = RawArray("i", [NOBODY] * workers)

    def seat(self, server: Arbiter, worker: FairWorker) -> None:
        """For gunicorn's `pre_fork`: a worker takes the seat of one that is gone."""
        taken = {sibling.seat for sibling in server.WORKERS.values() if isinstance(sibling, FairWorker)}
        worker.seat = next((seat for seat in range(len(self._held)) if seat not in taken), 0)
        worker.hall = self
        self.tell(worker.seat, 0)

    def leave(self, server: Arbiter, worker: FairWorker) -> None:
        """For gunicorn's `child_exit`, also of a worker that was killed."""
        del server
        self.tell(worker.seat, NOBODY)

    def tell(self, seat: int, held: int) -> None:
        """What the worker on this seat holds now."""
        self._held[seat] = held

    def fewest(self) -> int:
        """What the worker holds that holds least."""
        return min(int(held) for held in self._held)


class FairWorker(ThreadWorker):
    """Knows its siblings by the hall, where it was given a seat before it was forked."""

    hall: Hall
    seat: int

    def accept(self, listener: socket) -> None:
        """Of a connection that a sibling took meanwhile, gunicorn finds nothing and goes on."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.nr_conns > self.hall.fewest() and time.monotonic() < until:
            time.sleep(NAP_SECONDS)
        super().accept(listener)
        self.hall.tell(self.seat, self.nr_conns)

    def wait_for_and_dispatch_events(self, timeout: float | None) -> None:
        """Connections end here, and between two calls."""
        super().wait_for_and_dispatch_events(timeout)
        self.hall.tell(self.seat, self.nr_conns)
