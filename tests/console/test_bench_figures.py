"""What every benchmark says beside its figures."""

from __future__ import annotations

from typing import Any, NamedTuple

import psutil
import pytest

from console.bench_figures import Stolen


class Times(NamedTuple):
    """As Linux tells them."""

    user: float
    system: float
    idle: float
    steal: float
    guest: float


class Bare(NamedTuple):
    """As kernels tell them that know of no host."""

    user: float
    system: float
    idle: float


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (Times(10, 5, 100, 3, 4), Times(16, 6, 102, 4, 8), 10.0),
        (Times(10, 5, 100, 3, 4), Times(10, 5, 100, 3, 4), 0.0),
        (Bare(10, 5, 100), Bare(16, 6, 102), 0.0),
    ],
)
def test_the_host_s_part_is_of_all_time_and_guests_count_once(
    monkeypatch: pytest.MonkeyPatch, before: Any, after: Any, percent: float
) -> None:
    told = iter([before, after])
    monkeypatch.setattr(psutil, "cpu_times", lambda: next(told))
    assert Stolen().percent() == percent
