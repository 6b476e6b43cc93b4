"""The small app under the server that every service runs, as a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.asking import CLIENT
from tests.support.messaging_services import eventually


def free_address() -> str:
    """Where nobody listens yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def serving(address: str, *, workers: int = 1) -> Iterator[subprocess.Popen[str]]:
    """Up when the block begins, and killed when it ends."""
    command = [sys.executable, "-m", "tests.support.small_app", address, str(workers)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        eventually(lambda: _is_up(address))
        yield process
    finally:
        process.kill()
        process.communicate()


def _is_up(address: str) -> bool:
    try:
        return CLIENT.get(f"http://{address}/livez").status_code == 200
    except httpx.TransportError:
        return False
