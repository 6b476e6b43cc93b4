"""One case driven through the drawings by our engine, with forms filled and everything it passed through noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self
from unittest.mock import patch
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from tests.workflow.bpmn.drawings import MODELS
from tests.workflow.bpmn.filled_forms import variables_from
from workflow.engine import (
    Definition,
    HumanTask,
    Instance,
    Step,
    definition_of,
    fold,
    genesis,
    restore,
    start,
)
from workflow.engine.pruning import prune
from workflow.engine.spiff import tasks_of

CASE = UUID("018f0000-0000-7000-8000-000000000001")
NOON = datetime(2024, 2, 15, 5, 0, tzinfo=UTC)
AGENCIES = ("bawaslu", "polri", "kejaksaan")
REACHED = TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.COMPLETED
Flow = tuple[str, str]


@cache
def models() -> Definition:
    """The definition of all drawings; shared by every run."""
    return definition_of({path.name: path.read_bytes() for path in MODELS.glob("*.bpmn")})


class PassedLimits:
    """The deadline port of a case whose clocks the test moves; a track has clocks of its own."""

    def __init__(self) -> None:
        self.over: set[tuple[str, str | None]] = set()

    def passed(self, limit: str, track: str | None = None) -> bool:
        return (limit, track) in self.over


@dataclass(frozen=True)
class Input:
    """One thing told to the case: what, by its name, for which suspect, and with which variables."""

    kind: str
    name: str
    suspect: str | None
    data: dict[str, Any]


class CaseRun:
    """A case in memory. Answers name form fields; what a form asks beyond them is filled in."""

    def __init__(self, *, origin: str, regime: str = "pemilu", cold: bool = False) -> None:
        self.start_data = {"origin": origin, "regime": regime}
        self.cold = cold
        self.deadlines = PassedLimits()
        self.inputs: list[Input] = []
        self.flows: set[Flow] = set()
        self.fired: set[str] = set()
        self.answered: set[tuple[str, str | None]] = set()
        self.track_outcomes: dict[str, str] = {}
        with noting(self.flows):
            self.instance, self.step = start(
                models(), "handling", self.start_data, instance_id=CASE, now=NOON, deadlines=self.deadlines
            )
        self.deltas = [self.step.delta]

    @property
    def ended(self) -> bool:
        return self.step.ended

    @property
    def data(self) -> dict[str, Any]:
        """The data of the ended case."""
        return dict(self.step.data)

    def open_tasks(self, suspect: str | None = None) -> set[str]:
        """The open tasks of the case itself, or of one suspect."""
        return {task.bpmn_id for task in self.instance.open_tasks() if task.data.get("suspect") == suspect}

    def all_open(self) -> list[HumanTask]:
        return list(self.instance.open_tasks())

    def answer(self, name: str, suspect: str | None = None, **fields: object) -> Self:
        """Complete an open task with these fields of its form; a suspect's task is told by the suspect."""
        form = self._open(name, suspect).properties["form"]
        choice = fields.get("decision") or fields.get("stance")
        self.answered.add((form, None if choice is None else str(choice)))
        return self.tell(Input("answer", name, suspect, variables_from(form, fields)))

    def sign(self, suspect: str | None = None) -> Self:
        """All three agencies sign the minutes that are open."""
        for agency in AGENCIES:
            self.answer(f"signature_{agency}", suspect, stance="concurring")
        return self

    def pass_limit(self, name: str, suspect: str | None = None) -> Self:
        """Let the clock of the case, or of one suspect, pass this limit."""
        return self.tell(Input("pass_limit", name, suspect, {}))

    def allot_number(self) -> Self:
        """What the `case.registered` event does."""
        return self.tell(Input("receive", "case.registered", None, {}))

    def name_suspect(self, suspect: str) -> Self:
        """What the `case.suspect_named` event does."""
        return self.tell(Input("receive", "suspect.named", None, {"suspect": suspect}))

    def tell(self, given: Input) -> Self:
        """Take one step; a cold run begins it from the journal."""
        if self.cold:
            self.instance = restore(fold(genesis(models(), CASE), self.deltas), models())
        with noting(self.flows):
            step = self._taken(given)
        self.inputs.append(given)
        if step is not None:
            self._keep(step)
        return self

    def _taken(self, given: Input) -> Step | None:
        if given.kind == "answer":
            task = self._open(given.name, given.suspect)
            return self.instance.complete(task.id, given.data, now=NOON, deadlines=self.deadlines)
        if given.kind == "receive":
            return self.instance.receive(given.name, given.data, now=NOON, deadlines=self.deadlines)
        self.deadlines.over.add((given.name, given.suspect))
        return self.instance.fire_timers(now=NOON, deadlines=self.deadlines)

    def _keep(self, step: Step) -> None:
        self.step = step
        self.deltas.append(step.delta)
        self.fired |= {timer.bpmn_id for timer in step.fired}
        for ended in step.returned:
            if ended.process_id == "suspect":
                self.track_outcomes[ended.data["suspect"]] = ended.data["suspect_outcome"]

    def _open(self, name: str, suspect: str | None) -> HumanTask:
        found = [task for task in self.all_open() if task.bpmn_id == name]
        return next(task for task in found if task.data.get("suspect") == suspect)


def replayed_cold(run: CaseRun) -> CaseRun:
    """The same inputs, every step begun from the journal."""
    again = CaseRun(**run.start_data, cold=True)
    for given in run.inputs:
        again.tell(given)
    return again


@contextmanager
def noting(flows: set[Flow]) -> Iterator[None]:
    """Note each sequence flow that a token goes along, before the engine drops finished history."""

    def note_and_prune(top: Any) -> None:
        for task in tasks_of(top):
            if task.has_state(TaskState.COMPLETED):
                reached = [child for child in task.children if child.has_state(REACHED)]
                flows.update((task.task_spec.name, _drawn(child)) for child in reached)
        prune(top)

    with patch("workflow.engine.instance.prune", note_and_prune):
        yield


def _drawn(task: Any) -> str:
    name: str = task.task_spec.name
    return name.removesuffix(".BoundaryEventSplit")


def is_live(instance: Instance) -> bool:
    """Whether anything of it still waits for people, time or messages."""
    return bool(instance.open_tasks() or instance.timers() or instance.waiting_messages())
