"""Processes that are forked instead of started: each stands alone, and none outlives the nursery."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from console.errors import StartError
from console.nursery import Nursery
from console.processes import Child
from tests.support.processes import ends

TELLS = """
import json, os, sys
print(json.dumps([sys.argv[1:], sorted(os.environ), os.getsid(0) == os.getpid(), os.getcwd()]))
raise SystemExit(3)
"""
SLEEPS = "import time; print('awake', flush=True); time.sleep(60)"
FORKS = "import os, time; os.fork(); print('awake', flush=True); time.sleep(60)"


class Modules:
    """Small programs to be started, and a nursery that finds them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        (folder / "modules").mkdir()
        monkeypatch.setattr("console.nursery.surroundings.machine", lambda: self.environment)
        self.nursery = Nursery(folder / "nursery.log")

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder / "modules")}

    def start(
        self, name: str, program: str, *arguments: str, environment: dict[str, str] | None = None
    ) -> Child:
        (self.folder / "modules" / f"{name}.py").write_text(program, encoding="utf-8")
        command = [sys.executable, "-m", name, *arguments]
        return self.nursery.start(name, command, log=self.folder / name, environment=environment or {})

    def started(self, name: str, program: str) -> Child:
        child = self.start(name, program)
        deadline = time.monotonic() + 20
        while "awake" not in child.log.read_text(encoding="utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return child


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Modules]:
    found = Modules(tmp_path, monkeypatch)
    yield found
    found.nursery.close()


def test_it_gets_its_arguments_environment_session_and_log_and_its_status_is_told(modules: Modules) -> None:
    child = modules.start("tells", TELLS, "--only", "relay", environment={"WANTED": "1"})
    assert child.wait(20)
    assert child.exit_status == 3
    assert child.last_lines() == f'[["--only", "relay"], ["WANTED"], true, "{Path.cwd()}"]'


def test_it_is_called_what_it_is(modules: Modules) -> None:
    child = modules.started("sleeps", SLEEPS)
    assert psutil.Process(child.pid).cmdline()[0].startswith("sleeps: python -m sleeps")


def test_one_that_fails_ends_with_a_traceback_of_its_own(modules: Modules) -> None:
    child = modules.start("fails", "1 / 0")
    assert child.wait(20)
    assert (child.exit_status, child.last_lines(1)) == (1, "ZeroDivisionError: division by zero")


def test_killing_one_kills_what_it_forked_and_nothing_else(modules: Modules) -> None:
    other, child = modules.started("sleeps", SLEEPS), modules.started("forks", FORKS)
    (forked,) = psutil.Process(child.pid).children()
    child.kill()
    assert child.exit_status == -signal.SIGKILL
    assert ends(forked.pid, within=5)
    assert other.exit_status is None


def test_they_have_ended_when_the_nursery_has(modules: Modules) -> None:
    children = [modules.started("sleeps", SLEEPS), modules.started("forks", FORKS)]
    modules.nursery.close()
    assert not any(psutil.pid_exists(child.pid) for child in children)
    assert [child.exit_status for child in children] == [-signal.SIGKILL] * 2


def test_a_nursery_that_was_killed_begins_anew(modules: Modules) -> None:
    child = modules.started("sleeps", SLEEPS)
    psutil.Process(psutil.Process(child.pid).ppid()).kill()
    assert child.wait(5)
    assert modules.started("sleeps", SLEEPS).exit_status is None


def test_a_nursery_that_cannot_import_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.nursery.MODULE", "console.no_such_module")
    with pytest.raises(StartError, match=r"(?s)cases-web could not be started.*no_such_module"):
        Nursery(tmp_path / "log").start(
            "cases-web", ["python", "-m", "this"], log=tmp_path / "log", environment={}
        )
