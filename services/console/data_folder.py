"""The data folder of a system belongs to one running system at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.errors import StartError

LARGEST_LOG_BYTES = 20_000_000


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """StartError while another system runs on it; the lock goes with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(f"A system runs on {folder} already. Stop it, or name another --data.") from None
        yield


def put_aside_large_logs(folder: Path) -> None:
    """Keeps one older generation of each log that has grown past its limit."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
