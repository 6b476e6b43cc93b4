"""Parts run together, stop together, and never die unnoticed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from chassis.worker import Part, Turns, every, wanted_parts
from tests.support.messaging_services import eventually, running

ROOT = Path(__file__).parents[2]

SCRIPT = """
import sys
from pathlib import Path
from chassis.worker import Part, Worker, every

def fail(turns):
    if "fail" in sys.argv[1:]:
        raise RuntimeError("a fault")
    every(0.1, lambda: None)(turns)

parts = [Part("relay", fail), Part("timers", every(0.1, lambda: print("tick", flush=True)))]
raise SystemExit(Worker(parts, heartbeat=Path(sys.argv[1])).run([]))
"""


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        env={"PYTHONPATH": str(ROOT / "services"), "PATH": os.defpath},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_parts_well_and_soon(tmp_path: Path, number: signal.Signals) -> None:
    beat = tmp_path / "heartbeat"
    with _start(str(beat)) as child:
        eventually(beat.exists)
        child.send_signal(number)
        assert child.wait(5) == 0


def test_a_part_that_dies_ends_the_process_with_an_error(tmp_path: Path) -> None:
    with _start(str(tmp_path / "heartbeat"), "fail") as child:
        output, errors = child.communicate(timeout=20)
    assert child.returncode == 1
    assert "part_died" in output
    assert "a fault" in errors


def test_only_picks_a_part_by_its_name() -> None:
    parts = [Part(name, lambda _turns: None) for name in ("relay", "consumer", "timers", "timers")]
    assert wanted_parts(parts, []) == parts
    assert wanted_parts(parts, ["--only", "timers"]) == parts[2:]


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        wanted_parts([Part("relay", lambda _turns: None)], ["--only", "cook"])
    assert refused.value.code == 2
    assert "choose from" in capsys.readouterr().err


def test_a_timer_outlives_a_database_that_is_away() -> None:
    calls: list[float] = []

    def action() -> None:
        calls.append(time.monotonic())
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    with running(every(0.01, action)):
        eventually(lambda: len(calls) >= 3)


def test_waiting_ends_when_everything_stops() -> None:
    turns = Turns()
    turns.stop()
    began = time.monotonic()
    turns.wait(30)
    assert time.monotonic() - began < 1
    assert not turns.go_on()
