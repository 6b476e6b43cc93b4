"""Looks at processes that are not ours."""

from __future__ import annotations

import time

import psutil


def ends(pid: int, *, within: float) -> bool:
    """Whether a process ends within that time. One that nobody has buried yet has ended, too."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def family(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
