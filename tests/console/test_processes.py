"""Child processes end with us, however we end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from console import processes
from console.errors import StartError
from tests.support.processes import ends, family

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]
PARENT_OF_ONE = [sys.executable, "-c", f"import subprocess; subprocess.run({SLEEP!r})"]
STARTER = """
import sys, time
from pathlib import Path
from console import processes
print(processes.start("child", {command!r}, log=Path({log!r})).pid, flush=True)
time.sleep(60)
"""


def wait_for(condition: str, log: Path) -> None:
    deadline = time.monotonic() + 10
    while condition not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_child_ends_when_the_one_who_started_it_is_killed(tmp_path: Path) -> None:
    script = STARTER.format(command=SLEEP, log=str(tmp_path / "log"))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        starter.kill()
    assert ends(child, within=5)


def test_a_child_that_does_not_listen_is_killed_in_time(tmp_path: Path) -> None:
    child = processes.start("deaf", DEAF, log=tmp_path / "log")
    wait_for("deaf", tmp_path / "log")
    began = time.monotonic()
    child.stop(within=0.3)
    assert time.monotonic() - began < 2
    assert child.exit_status == -signal.SIGKILL


def test_killing_a_child_kills_what_it_started(tmp_path: Path) -> None:
    child = processes.start("parent", PARENT_OF_ONE, log=tmp_path / "log")
    deadline = time.monotonic() + 10
    while len(pids := family(child.pid)) == 1:
        assert time.monotonic() < deadline
    child.kill()
    assert all(ends(pid, within=5) for pid in pids)


def test_many_children_are_stopped_in_the_time_of_one(tmp_path: Path) -> None:
    children = [processes.start(f"deaf-{n}", DEAF, log=tmp_path / f"{n}") for n in range(4)]
    for n in range(4):
        wait_for("deaf", tmp_path / f"{n}")
    began = time.monotonic()
    processes.stop_all(children, within=0.5)
    assert time.monotonic() - began < 1.5
    assert all(child.exit_status == -signal.SIGKILL for child in children)


def test_a_program_that_fails_is_reported_in_its_own_words(tmp_path: Path) -> None:
    failing = [sys.executable, "-c", "import sys; print('the disk is full'); sys.exit(3)"]
    with pytest.raises(StartError, match=r"(?s)check failed \(exit status 3\).*the disk is full"):
        processes.run("check", failing, log=tmp_path / "log")


def test_a_program_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"check did not finish within 0 s"):
        processes.run("check", SLEEP, log=tmp_path / "log", within=0.2)


def test_the_words_of_an_earlier_process_are_not_repeated(tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes.run("first", [sys.executable, "-c", "print('first')"], log=log)
    child = processes.start("second", [sys.executable, "-c", "print('second')"], log=log)
    assert child.wait(10)
    assert child.last_lines() == "second"
    assert log.read_text(encoding="utf-8") == "first\nsecond\n"


def test_a_child_sees_the_given_environment_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURPRISE", "1")
    show = [sys.executable, "-c", "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))"]
    processes.run("show", show, log=tmp_path / "log", environment={"WANTED": "1"})
    assert (tmp_path / "log").read_text(encoding="utf-8") == "['WANTED']\n"
