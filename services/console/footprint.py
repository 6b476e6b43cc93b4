"""What a tree of processes costs: proportional memory and processor time. Linux only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil

KIBIBYTE = 1024


@dataclass(frozen=True)
class Footprint:
    """`bytes` by process name is PSS: shared pages count once, divided among those who share them."""

    bytes_by_process: dict[str, int]
    cores: float

    @property
    def total_bytes(self) -> int:
        return sum(self.bytes_by_process.values())


def measure(root: int, *, seconds: float) -> Footprint:
    """Of a process and all below it: memory now, and the share of one core over the next `seconds`."""
    processes = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    before = sum(_cpu_seconds(process) for process in processes)
    began = time.monotonic()
    time.sleep(seconds)
    used = sum(_cpu_seconds(process) for process in processes) - before
    memory = {f"{process.pid} {_title(process)}": _pss(process.pid) for process in processes}
    return Footprint(bytes_by_process=memory, cores=used / (time.monotonic() - began))


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
