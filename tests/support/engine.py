"""Drives engine instances in tests: a fixed port, one instant, runs that keep their journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.support.drawing import Process, drawn
from workflow.engine import (
    Definition,
    HumanTask,
    Instance,
    State,
    Step,
    definition_of,
    fold,
    genesis,
    migrated,
    put_back,
    put_back_whole,
    restore,
    start,
)

NOON = datetime(2024, 1, 9, 12, tzinfo=UTC)
INSTANCE_ID = UUID("0189d3c4-0000-7000-8000-000000000001")


@dataclass
class Limits:
    """A deadline port whose passed limits a test names."""

    over: set[str] = field(default_factory=set)
    over_in: set[tuple[str, str]] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def passed(self, limit: str, track: str | None = None) -> bool:
        """`over_in` holds what has passed in one track, `over` what has passed in the case."""
        self.asked.append(limit)
        return limit in self.over if track is None else (limit, track) in self.over_in


def a_definition(*processes: Process) -> Definition:
    return definition_of({"model.bpmn": drawn(*processes)})


class Run:
    """One instance with its journal; `cold` restores it from the journal before every step."""

    def __init__(
        self,
        definition: Definition,
        process_id: str,
        data: Mapping[str, Any] | None = None,
        *,
        cold: bool = False,
    ) -> None:
        self.first = self.definition = definition
        self.cold = cold
        self.limits = Limits()
        self.now = NOON
        self.instance, self.step = start(
            definition, process_id, data or {}, instance_id=INSTANCE_ID, now=self.now, deadlines=self.limits
        )
        self.deltas = [self.step.delta]

    def complete(self, bpmn_id: str, **variables: Any) -> Step:
        """Complete the oldest open task drawn with this id."""
        return self.complete_id(self.task(bpmn_id).id, **variables)

    def complete_id(self, task_id: UUID, **variables: Any) -> Step:
        live = self.live()
        return self._keep(live.complete(task_id, variables, now=self.now, deadlines=self.limits))

    def receive(self, message: str, **payload: Any) -> Step:
        return self._keep(self.live().receive(message, payload, now=self.now, deadlines=self.limits))

    def fire(self, after: timedelta = timedelta(0)) -> Step | None:
        """Let time pass and fire what is due."""
        self.now += after
        step = self.live().fire_timers(now=self.now, deadlines=self.limits)
        return None if step is None else self._keep(step)

    def repair(self, places: Sequence[int], **variables: Any) -> Step:
        return self._keep(self.live().repair(places, variables, now=self.now, deadlines=self.limits))

    def cancel(self) -> Step:
        return self._keep(self.live().cancel(now=self.now, deadlines=self.limits))

    def put_back(self, step: int, task_id: UUID) -> Step:
        """To where this task was open after so many steps."""
        earlier = self.folded(steps=step)
        live = self.live()
        self.instance, taken = put_back(live, earlier, task_id, now=self.now, deadlines=self.limits)
        return self._keep(taken)

    def migrate(self, definition: Definition, **renamed: str) -> Step:
        """On to another definition; the run stays where it is when that is refused."""
        live = self.live()
        moved, taken = migrated(live, definition, renamed, now=self.now, deadlines=self.limits)
        self.instance, self.definition = moved, definition
        return self._keep(taken)

    def undo(self, definition: Definition) -> Step:
        """Back to the definition, and the state, before the last step."""
        earlier, live = self.folded(steps=len(self.deltas) - 1), self.live()
        moved, taken = put_back_whole(live, earlier, definition, now=self.now, deadlines=self.limits)
        self.instance, self.definition = moved, definition
        return self._keep(taken)

    def task(self, bpmn_id: str) -> HumanTask:
        return next(task for task in self.instance.open_tasks() if task.bpmn_id == bpmn_id)

    def open(self) -> list[str]:
        return sorted(task.bpmn_id for task in self.instance.open_tasks())

    def live(self) -> Instance:
        if self.cold:
            self.instance = restore(self.folded(), self.definition)
        return self.instance

    def folded(self, *, steps: int | None = None) -> State:
        """The state after all steps, or after so many."""
        return fold(genesis(self.first, INSTANCE_ID), self.deltas[:steps])

    def _keep(self, step: Step) -> Step:
        self.step = step
        self.deltas.append(step.delta)
        return step
