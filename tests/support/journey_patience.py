"""Waiting with a limit, for what other processes will do soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN_SECONDS = 60.0
EVERY_SECONDS = 0.05


def wait_for(
    what: str,
    look: Callable[[], T | None],
    *,
    within: float = WITHIN_SECONDS,
    seen: Callable[[], object] = lambda: None,
) -> T:
    """The first answer of `look` that is neither None nor False; a failure says what was waited for and `seen`."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within:.0f} s in vain for {what}; last seen: {seen()!r}")
        time.sleep(EVERY_SECONDS)
