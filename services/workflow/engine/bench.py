"""Measures persisted steps against the bare library: `python -m workflow.engine.bench --models DIR`.

Raw is SpiffWorkflow as it comes: same model, evaluator and clock, in memory, no journal. Warm is a step of a
live instance with its delta, hash and, every tenth step, snapshot. Cold also folds and restores the instance
first. The three run in turn, step by step, so that whatever else the machine does hits all alike; nothing in
them waits, so time is processor time, and a busy neighbour counts for little.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import platform
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import thread_time
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from workflow.engine.definitions import Definition, definition_of
from workflow.engine.expressions import ScriptEngine
from workflow.engine.instance import Instance, restore, start
from workflow.engine.journal import fold
from workflow.engine.spiff import is_open, tasks_of
from workflow.engine.steps import Step

REPETITIONS = 5
INSTANCES_A_REPETITION = 12
ROUNDS = 2_000
SNAPSHOT_EVERY = 10
NOW = datetime(2024, 2, 14, 7, tzinfo=UTC)
INSTANCE_ID = UUID(int=1)
MILLISECONDS = 1_000


class NoLimits:
    """The bench models name none."""

    def passed(self, limit: str, track: str | None = None) -> bool:
        raise LookupError(limit, track)


class Raw:
    """The bare library."""

    def __init__(self, definition: Definition, process_id: str) -> None:
        engine = ScriptEngine()
        engine.begin(NOW, NoLimits())
        self._workflow = BpmnWorkflow(definition.spec(process_id), definition.specs, script_engine=engine)
        self._workflow.do_engine_steps()

    def step(self, **variables: Any) -> float:
        """Seconds of one step; finding the task is not part of it."""
        task = next(filter(is_open, tasks_of(self._workflow)))
        began = thread_time()
        task.data.update(variables)
        task.run()
        self._workflow.do_engine_steps()
        return thread_time() - began


@dataclass
class Journal:
    """What a service would store: a chain of hashes, the deltas since the newest snapshot, and that."""

    snapshot: bytes
    deltas: list[bytes] = field(default_factory=list)
    head: bytes = b""
    sizes: list[int] = field(default_factory=list)

    def add(self, step: Step, instance: Instance) -> None:
        self.head = hashlib.sha256(self.head + step.delta).digest()
        size = len(step.delta)
        self.deltas.append(step.delta)
        if step.sequence % SNAPSHOT_EVERY == 0:
            self.snapshot, self.deltas = instance.snapshot(), []
            size += len(self.snapshot)
        self.sizes.append(size)


class Persisted:
    """An instance of ours with its journal; a cold one is made anew from the journal for every step."""

    def __init__(self, definition: Definition, process_id: str, *, cold: bool) -> None:
        self._definition = definition
        self._cold = cold
        self._instance, self.last = start(
            definition, process_id, {}, instance_id=INSTANCE_ID, now=NOW, deadlines=NoLimits()
        )
        self.journal = Journal(self._instance.snapshot())

    def step(self, **variables: Any) -> float:
        """Seconds of one step: load if cold, run, delta, hash."""
        (task,) = self.last.opened
        began = thread_time()
        if self._cold:
            self._instance = restore(fold(self.journal.snapshot, self.journal.deltas), self._definition)
        self.last = self._instance.complete(task.id, variables, now=NOW, deadlines=NoLimits())
        self.journal.add(self.last, self._instance)
        return thread_time() - began


@dataclass
class Times:
    """Seconds of single steps, by kind, of one repetition."""

    raw: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)


def run(models: Path) -> dict[str, Any]:
    """All figures of the benchmark, ready for JSON."""
    sixteen = _definition(models / "sixteen-tasks.bpmn")
    loop = _definition(models / "loop.bpmn")
    _side_by_side(sixteen)  # parses of expressions, first calls
    repetitions = [_side_by_side(sixteen) for _ in range(REPETITIONS)]
    loops = [_loop(loop) for _ in range(REPETITIONS)]
    return {
        "warm_ratio_to_raw": _median(sum(times.warm) / sum(times.raw) for times, _ in repetitions),
        "cold_ratio_to_raw": _median(sum(times.cold) / sum(times.raw) for times, _ in repetitions),
        "bytes_per_step": round(statistics.mean(size for _, sizes in repetitions for size in sizes)),
        "last_vs_first": _median(sum(seconds[-100:]) / sum(seconds[:100]) for seconds in loops),
        "raw_ms": _spread([second for times, _ in repetitions for second in times.raw]),
        "warm_ms": _spread([second for times, _ in repetitions for second in times.warm]),
        "cold_ms": _spread([second for times, _ in repetitions for second in times.cold]),
        "loop_ms": _spread([second for seconds in loops for second in seconds]),
        "snapshot_every": SNAPSHOT_EVERY,
        "repetitions": REPETITIONS,
        "versions": {
            "python": platform.python_version(),
            "spiffworkflow": version("spiffworkflow"),
            "simpleeval": version("simpleeval"),
        },
    }


def _definition(path: Path) -> Definition:
    return definition_of({path.name: path.read_bytes()})


def _side_by_side(definition: Definition) -> tuple[Times, list[int]]:
    """Several whole instances of each kind, in turn, and the bytes that the warm ones wrote."""
    times, sizes = Times(), list[int]()
    gc.collect()
    for _ in range(INSTANCES_A_REPETITION):
        (process_id,) = definition.process_ids
        raw = Raw(definition, process_id)
        warm = Persisted(definition, process_id, cold=False)
        cold = Persisted(definition, process_id, cold=True)
        while not warm.last.ended:
            times.raw.append(raw.step(stopped=False))
            times.warm.append(warm.step(stopped=False))
            times.cold.append(cold.step(stopped=False))
        sizes += warm.journal.sizes
    return times, sizes


def _loop(definition: Definition) -> list[float]:
    gc.collect()
    persisted = Persisted(definition, "loop", cold=False)
    return [persisted.step(again=left > 1) for left in range(ROUNDS, 0, -1)]


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 3)


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    percentiles = statistics.quantiles(seconds, n=100)
    return {f"p{at}": round(percentiles[at - 1] * MILLISECONDS, 3) for at in (50, 95, 99)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m workflow.engine.bench", description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder with the two bench models")
    models = parser.parse_args().models
    json.dump(run(models), sys.stdout)


if __name__ == "__main__":
    main()
