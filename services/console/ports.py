"""TCP ports on the loopback interface: free ones, and a clear word about taken ones."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from random import SystemRandom

from console.errors import StartError

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.05
HIGHEST = 65535
# Below those that Linux, macOS and BSD give to outgoing connections: one of these could take a port that was found
# free before we listen on it.
PRIVATE = range(12_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Distinct ports that nobody listens on at this moment."""
    return list(islice(_free(), count))


def _free() -> Iterator[int]:
    for port in SystemRandom().sample(PRIVATE, len(PRIVATE)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            yield port


def require_free(port: int, *, what: str, remedy: str) -> None:
    """StartError when somebody listens there already."""
    if not 0 < port <= HIGHEST:
        raise StartError(f"{port} is not a port for {what}. {remedy}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise StartError(f"Port {port} for {what} cannot be used ({error.strerror}). {remedy}") from error


def answers(port: int, *, within: float) -> bool:
    """Whether somebody accepts connections there within that time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            return True
    return False
