"""The signals that ask a command to end, and stretches of work that they must not cut in two."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A signal that comes meanwhile is heard at the end; for what an exception would leave half done.

    Call it in the main thread, as Python asks of all who set handlers.
    """
    heard: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: heard.append(number)) for number in ENDING}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)
        for late in heard:
            signal.raise_signal(late)
