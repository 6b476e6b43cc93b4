"""A live process instance: one step for each thing that happens to it, one delta for each step.

An instance belongs to one thread. A step that fails spends the live instance, because SpiffWorkflow leaves
it half-way; the journal still holds the state before, so restore it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from workflow.engine import observing
from workflow.engine.canonical import canonical, variables_of
from workflow.engine.definitions import Definition
from workflow.engine.errors import IncidentError, NotWaitingError, SpentInstanceError, TaskNotOpenError
from workflow.engine.expressions import DeadlinePort, ScriptEngine
from workflow.engine.journal import Counters, State, difference
from workflow.engine.places import places_of
from workflow.engine.pruning import forget_removed_calls, prune
from workflow.engine.restoring import restored_workflow
from workflow.engine.spiff import (
    COMPLETED,
    SpiffTask,
    SpiffWorkflow,
    catch,
    foresee,
    is_open,
    tasks_of,
)
from workflow.engine.stepping import run_automatic, run_task
from workflow.engine.steps import EndedProcess, HumanTask, Step, Timer
from workflow.engine.tracking import Tracker


class Instance:
    """One process instance in memory. Make it with `start` or `restore`."""

    def __init__(self, definition: Definition, top: SpiffWorkflow, state: State) -> None:
        self.definition = definition
        self.id = UUID(state.instance)
        self._top = top
        self._tracker = Tracker(top, state)
        forget_removed_calls(top)
        self._open = {self._task_id(task): task for task in self._open_tasks()}
        self._spent = False

    @property
    def sequence(self) -> int:
        """The number of the last step."""
        return self._tracker.state.counters["step"]

    @property
    def ended(self) -> bool:
        return observing.has_ended(self._top)

    @property
    def data(self) -> Mapping[str, Any]:
        """The final data of an ended instance; nothing before."""
        data: Mapping[str, Any] = canonical(self._top.data) if self.ended else {}
        return data

    def open_tasks(self) -> tuple[HumanTask, ...]:
        return tuple(observing.human_task(task, id_) for id_, task in self._open.items())

    def timers(self) -> tuple[Timer, ...]:
        """The timers that wait."""
        return observing.waiting_timers(self._top)

    def waiting_messages(self) -> tuple[str, ...]:
        """Names of the BPMN messages that would move the instance now."""
        return observing.waiting_messages(self._top)

    def snapshot(self) -> bytes:
        """The whole state after the last step, canonical; a fold may begin here."""
        return self._tracker.state.to_bytes()

    def complete(
        self, task_id: UUID, variables: Mapping[str, Any], *, now: datetime, deadlines: DeadlinePort
    ) -> Step:
        """A person has completed an open task; each variable replaces the old value whole."""
        if task_id not in self._open:
            raise TaskNotOpenError(f"task {task_id} is not open in instance {self.id}")
        task, fresh = self._open[task_id], variables_of(variables)

        def run() -> None:
            task.data.update(fresh)
            run_task(task)

        return self._step(run, now, deadlines)

    def receive(
        self, message: str, payload: Mapping[str, Any], *, now: datetime, deadlines: DeadlinePort
    ) -> Step:
        """A BPMN message arrives; the task that has waited longest gets it, and no other."""
        fresh = variables_of(payload)
        if message not in self.waiting_messages():
            raise NotWaitingError(f"instance {self.id} does not wait for message {message!r}")

        def run() -> None:
            event = self._event(message, fresh)
            catch(observing.waiters(self._top, message)[0], event)

        return self._step(run, now, deadlines)

    def fire_timers(self, *, now: datetime, deadlines: DeadlinePort) -> Step | None:
        """Fire what is due by now; None, and no step, when nothing is."""
        due = self._is_due(now, deadlines)
        return self._step(lambda: None, now, deadlines) if due else None

    def repair(
        self, places: Sequence[int], variables: Mapping[str, Any], *, now: datetime, deadlines: DeadlinePort
    ) -> Step:
        """Give the tasks of an incident's `places` other values; nothing else moves, so that they can be tried next."""
        fresh, wanted = variables_of(variables), set(places)

        def mend() -> None:
            for task in tasks_of(self._top):
                if self._tracker.number(task) in wanted:
                    task.data.update(fresh)
                    self._tracker.touch(task)

        return self._step(mend, now, deadlines, then=_rest)

    def cancel(self, *, now: datetime, deadlines: DeadlinePort) -> Step:
        """End it where it stands: everything open is cancelled, and no outcome comes of it."""
        return self._step(self._top.cancel, now, deadlines)

    def state(self) -> State:
        """The state after the last step, for whoever takes an instance elsewhere from there."""
        return self._tracker.state.copy()

    def foresee(self, numbers: Collection[int]) -> None:
        """Predict anew what follows these tasks: the records of another definition held none of it.

        Only where the library had looked ahead before: behind a triggered event sub-process it never does, and a
        prediction there would carry its data into the end of the main line.
        """
        for task in [task for task in tasks_of(self._top) if self._tracker.number(task) in numbers]:
            foresee(task)

    def settle_from(self, before: Instance, *, now: datetime, deadlines: DeadlinePort, fire: bool) -> Step:
        """The step by which another instance became this one: its delta leads from the one's state to the other's.

        This one was restored from a state that was put together, and has taken no step yet; with `fire`, what is due
        fires in it.
        """
        old, self._open = before.state(), before._open
        step = self._step(lambda: None, now, deadlines, then=run_automatic if fire else _rest)
        delta = difference(old, self._tracker.state)
        return replace(step, delta=delta.to_bytes(), redrawn=self._redrawn(before))

    def _redrawn(self, before: Instance) -> tuple[HumanTask, ...]:
        """Tasks that stay open and are drawn in another way now."""
        old = {id_: observing.human_task(task, id_) for id_, task in before._open.items()}
        return tuple(task for task in self.open_tasks() if task.id in old and not _same(task, old[task.id]))

    def begin(self, data: Mapping[str, Any], *, now: datetime, deadlines: DeadlinePort) -> Step:
        """The first step of a new instance; `start` calls it."""
        fresh = variables_of(data)
        return self._step(lambda: self._top.task_tree.data.update(fresh), now, deadlines)

    def _event(self, message: str, payload: dict[str, Any]) -> Any:
        """The event to hand over; where nothing waits, the event sub-process it starts is set up first."""
        waiting = observing.waiters(self._top, message)
        if waiting:
            return BpmnEvent(observing.message_definitions(waiting[0].task_spec)[message], payload)
        event = BpmnEvent(observing.trigger_messages(self._top)[message], payload)
        self._top.event_manager.update_collaboration(event)
        return event

    def _is_due(self, now: datetime, deadlines: DeadlinePort) -> bool:
        for timer in self.timers():
            if timer.limit is not None and deadlines.passed(timer.limit, timer.track):
                return True
            if timer.due is not None and timer.due <= now:
                return True
        return False

    def _step(
        self,
        run: Callable[[], object],
        now: datetime,
        deadlines: DeadlinePort,
        *,
        then: Callable[[SpiffWorkflow], None] = run_automatic,
    ) -> Step:
        if self._spent:
            raise SpentInstanceError(
                f"instance {self.id} failed in an earlier step; restore it from the journal"
            )
        engine: ScriptEngine = self._top.script_engine
        engine.begin(now, deadlines)
        self._spent = True
        try:
            run()
            then(self._top)
        except IncidentError as incident:
            incident.places = places_of(incident.task, self._tracker)
            raise
        self._top.get_events()  # thrown to nobody; kept, they would pile up in memory only
        ended = self._ended_now()
        fired = tuple(timer for timer in map(observing.fired_timer, ended) if timer is not None)
        returned = observing.returned_processes(self._top, ended)
        prune(self._top)
        delta = self._tracker.advance()
        self._spent = False
        return self._told(delta.to_bytes(), fired, returned)

    def _ended_now(self) -> list[SpiffTask]:
        return [task for task in tasks_of(self._top) if task.state == COMPLETED and self._tracker.moved(task)]

    def _told(self, delta: bytes, fired: tuple[Timer, ...], returned: tuple[EndedProcess, ...]) -> Step:
        before, self._open = self._open, {self._task_id(task): task for task in self._open_tasks()}
        return Step(
            sequence=self.sequence,
            delta=delta,
            opened=tuple(
                observing.human_task(task, id_) for id_, task in self._open.items() if id_ not in before
            ),
            closed=tuple(
                observing.closed_task(task, id_) for id_, task in before.items() if id_ not in self._open
            ),
            fired=fired,
            timers=self.timers(),
            waiting_messages=self.waiting_messages(),
            active=observing.active_processes(self._top),
            ended=self.ended,
            data=self.data,
            returned=returned,
        )

    def _open_tasks(self) -> list[SpiffTask]:
        return [task for task in tasks_of(self._top) if is_open(task)]

    def _task_id(self, task: SpiffTask) -> UUID:
        number = self._tracker.number(task)
        opened = self._tracker.state.tasks[str(number)]["opened"]
        return uuid5(self.id, f"{opened}/{number}")


def _rest(_top: SpiffWorkflow) -> None:
    """Nothing runs after what was done by hand."""


def _same(task: HumanTask, old: HumanTask) -> bool:
    """Whether people see no difference; data is not theirs to see."""
    return replace(task, data={}) == replace(old, data={})


def start(
    definition: Definition,
    process_id: str,
    data: Mapping[str, Any],
    *,
    instance_id: UUID,
    now: datetime,
    deadlines: DeadlinePort,
) -> tuple[Instance, Step]:
    """A new instance and its first step, whose delta follows the snapshot `genesis(definition, instance_id)`."""
    top = BpmnWorkflow(definition.spec(process_id), definition.specs, script_engine=ScriptEngine())
    instance = Instance(definition, top, _nothing(definition, instance_id))
    return instance, instance.begin(data, now=now, deadlines=deadlines)


def restore(state: State, definition: Definition) -> Instance:
    """The live instance after the last step of a folded state."""
    return Instance(definition, restored_workflow(state, definition), state)


def genesis(definition: Definition, instance_id: UUID) -> bytes:
    """The snapshot before the first step."""
    return _nothing(definition, instance_id).to_bytes()


def _nothing(definition: Definition, instance_id: UUID) -> State:
    return State(definition.version, str(instance_id), Counters(step=0, task=0, tick=0, content=0))
