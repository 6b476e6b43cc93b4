"""Work that a signal must not cut in two."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from console.signals import ENDING, undisturbed


@pytest.fixture(params=ENDING)
def number(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    number: signal.Signals = request.param
    before = signal.signal(number, signal.default_int_handler)
    yield number
    signal.signal(number, before)


def test_a_signal_is_heard_when_the_work_is_done(number: signal.Signals) -> None:
    done: list[str] = []

    def work() -> None:
        with undisturbed():
            signal.raise_signal(number)
            done.append("work")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["work"]
    assert signal.getsignal(number) is signal.default_int_handler


def test_work_that_fails_does_not_make_it_forgotten(number: signal.Signals) -> None:
    def work() -> None:
        with undisturbed():
            signal.raise_signal(number)
            raise ValueError("half done")

    with pytest.raises(KeyboardInterrupt) as ended:
        work()
    assert isinstance(ended.value.__context__, ValueError)
