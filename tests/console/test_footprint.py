"""Measuring a tree of processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from console import processes
from console.footprint import measure

BUSY = "import time; print('on', flush=True)\nwhile True: pass"
LARGE = "import time; kept = bytearray(50_000_000); print('on', flush=True); time.sleep(60)"


def test_a_busy_process_shows() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        footprint = measure(busy.pid, seconds=1)
        busy.kill()
    assert footprint.cores > 0.02  # far less than one, where the machine has other work


def test_memory_counts_with_that_of_the_children(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LARGE!r}])"
    child = processes.start("parent", [sys.executable, "-u", "-c", parent], log=tmp_path / "log")
    try:
        while "on" not in (tmp_path / "log").read_text(encoding="utf-8"):
            assert child.exit_status is None
        footprint = measure(child.pid, seconds=0.1)
    finally:
        child.kill()
    assert footprint.total_bytes > 50_000_000
    assert len(footprint.bytes_by_process) == 2
