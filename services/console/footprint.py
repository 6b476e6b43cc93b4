"""What a tree of processes costs: proportional memory and processor time. Linux only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil

KIBIBYTE = 1024


@dataclass(frozen=True)
class Footprint:
    """`bytes` by process is PSS: shared pages count once, divided among those who share them."""

    bytes_by_process: dict[str, int]
    cores_by_process: dict[str, float]

    @property
    def total_bytes(self) -> int:
        return sum(self.bytes_by_process.values())

    @property
    def cores(self) -> float:
        """Of one core."""
        return sum(self.cores_by_process.values())


def measure(root: int, *, seconds: float) -> Footprint:
    """Of a process and all below it: memory now, and the share of one core over the next `seconds`."""
    top = psutil.Process(root)
    processes = {
        f"{process.pid} {_title(process)}": process for process in [top, *top.children(recursive=True)]
    }
    before = {name: _cpu_seconds(process) for name, process in processes.items()}
    began = time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - began
    # Who ended meanwhile counts with nothing rather than with what it used before.
    used = {name: max(0.0, _cpu_seconds(process) - before[name]) for name, process in processes.items()}
    return Footprint(
        bytes_by_process={name: _pss(process.pid) for name, process in processes.items()},
        cores_by_process={name: spent / elapsed for name, spent in used.items()},
    )


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _title(process: psutil.Process) -> str:
    try:
        line = process.cmdline()
    except psutil.NoSuchProcess:
        return "(ended)"
    if "-m" in line:
        return line[line.index("-m") + 1]
    return " ".join(line[:2])[:60]


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * KIBIBYTE
