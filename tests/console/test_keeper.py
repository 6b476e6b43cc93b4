"""A keeper and its process, with small real processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.errors import StartError
from console.keeper import Keeper
from console.parts import Part
from console.revival import Watch

STEADY = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
FAILING = "import sys; print('no database'); sys.exit(1)"


class Kept:
    """A keeper in a folder, what its watch said, and both put away at the end."""

    def __init__(self, folder: Path, script: str) -> None:
        sign = folder / "ready"
        part = Part("cases", "worker", (sys.executable, "-c", script, str(sign)), {}, ready_file=sign)
        self.said: list[str] = []
        self.keeper = Keeper(part, environment={}, log=folder / "log")
        self.watch = Watch([self.keeper], self.said.append)

    def put_away(self) -> None:
        self.watch.hold()
        self.keeper.child.kill()
        self.watch.stop()


@pytest.fixture
def steady(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path, STEADY)
    kept.keeper.start()
    kept.keeper.wait_ready()
    kept.watch.start()
    yield kept
    kept.put_away()


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path, FAILING)
    kept.keeper.start()
    yield kept
    kept.put_away()


def test_a_killed_process_is_started_again_and_that_is_said(steady: Kept) -> None:
    before = steady.keeper.pid
    steady.keeper.kill()
    steady.keeper.wait_ready()
    assert steady.keeper.pid != before
    assert [line.partition(";")[0] for line in steady.said] == [
        "cases-worker ended (signal 9). Starting it again in 0.25 s"
    ]


def test_a_stopped_process_stays_down_until_it_is_started(steady: Kept) -> None:
    steady.keeper.stop()
    time.sleep(0.8)
    assert not steady.keeper.running
    steady.keeper.start()
    steady.keeper.wait_ready()
    assert steady.said == []


def test_a_process_that_keeps_failing_is_started_less_and_less_often(failing: Kept) -> None:
    failing.watch.start()
    time.sleep(2.5)
    delays = [line.partition("again in ")[2].partition(" s;")[0] for line in failing.said]
    assert delays == ["0.25", "0.5", "1"]


def test_who_waits_for_a_process_that_fails_is_told_why(failing: Kept) -> None:
    assert failing.keeper.child.wait(10)
    with pytest.raises(StartError, match=r"(?s)cases-worker ended \(exit status 1\).*no database"):
        failing.keeper.ready()


def test_readiness_of_an_earlier_process_does_not_count(steady: Kept) -> None:
    steady.keeper.stop()
    ready = steady.keeper.part.ready_file
    assert ready is not None
    assert ready.exists()
    steady.keeper.start()
    assert steady.keeper.running
    steady.keeper.wait_ready()
