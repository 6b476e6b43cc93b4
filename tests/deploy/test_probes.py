"""The worker's probe, run as the cluster and the container engine run it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.deploy.compose import compose
from tests.deploy.manifests import Manifests

FRESH = 5.0
STALE = 120.0


@pytest.fixture
def probes(production: Manifests) -> list[list[str]]:
    """Both spellings; compose writes `$$` for a `$` of its own."""
    pod = next(pod for pod in production.processes if pod.name == "workflow-timers")
    shell = compose()["services"]["workflow-worker"]["healthcheck"]["test"][-1].replace("$$", "$")
    return [pod.main["livenessProbe"]["exec"]["command"], ["sh", "-c", shell]]


@pytest.mark.parametrize(("age", "alive"), [(FRESH, True), (STALE, False)])
def test_a_worker_lives_while_its_heartbeat_is_fresh(
    probes: list[list[str]], tmp_path: Path, age: float, *, alive: bool
) -> None:
    beat = tmp_path / "heart beat"
    beat.touch()
    os.utime(beat, (time.time() - age, time.time() - age))
    assert [_ask(probe, beat) for probe in probes] == [alive, alive]


def test_a_worker_without_a_heartbeat_is_not_alive(probes: list[list[str]], tmp_path: Path) -> None:
    assert [_ask(probe, tmp_path / "none") for probe in probes] == [False, False]


def _ask(probe: list[str], heartbeat: Path) -> bool:
    surroundings = {"PATH": "/usr/bin:/bin", "HEARTBEAT_FILE": str(heartbeat)}
    return subprocess.run(probe, env=surroundings, capture_output=True, check=False).returncode == 0
