"""Looks at processes that are not ours."""

from __future__ import annotations

import time

import psutil


def ends(pid: int, *, within: float) -> bool:
    """Whether a process ends within that time. One that nobody has buried yet has ended, too."""
    deadline = time.monotonic() + within
    while not _has_ended(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _has_ended(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def title(pid: int) -> str:
    """What is being run, for a message."""
    try:
        return " ".join(psutil.Process(pid).cmdline()[:4])
    except psutil.NoSuchProcess:
        return "(ended)"


def family(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
