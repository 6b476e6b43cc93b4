"""Take a live instance to another version of its models, element by element of the same name.

Everything on which a token stands, or has stood as far as the working set knows, must be there in the new version
under its own name or under the one that the caller gives; what lies ahead is predicted anew from the new drawing.
Where going on could lose, repeat or block something, the migration is refused, and every reason is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.specs.Join import Join

from workflow.engine.definitions import Definition
from workflow.engine.errors import JournalError, MoveRefusedError, Obstacle
from workflow.engine.expressions import DeadlinePort
from workflow.engine.instance import Instance, restore
from workflow.engine.joins import join_obstacles
from workflow.engine.journal import State, TaskRecord
from workflow.engine.moving import prepared
from workflow.engine.pruning import KEPT
from workflow.engine.spiff import FINISHED, LIVE, PREDICTED, SpiffSpec, input_names, output_names
from workflow.engine.steps import Step

Names = Mapping[str, str]
"""New names of elements by their old ones; elements that are not in it keep theirs."""


def migrated(
    live: Instance, definition: Definition, renamed: Names, *, now: datetime, deadlines: DeadlinePort
) -> tuple[Instance, Step]:
    """The instance on the other definition, and the step that leads there. Raises MoveRefusedError."""
    transfer = _Transfer(live.state(), live.definition, definition, renamed)
    target = transfer.target()
    if transfer.obstacles:
        raise MoveRefusedError(sorted(set(transfer.obstacles), key=str))
    try:
        moved = restore(prepared(live, target, definition), definition)
        moved.foresee(transfer.looking_ahead)
    except (JournalError, SpiffWorkflowException) as error:
        raise MoveRefusedError([Obstacle("case", f"the new version cannot take it: {error}")]) from error
    return moved, moved.settle_from(live, now=now, deadlines=deadlines, fire=False)


@dataclass
class _Transfer:
    """One state on its way from a definition to another."""

    state: State
    old: Definition
    new: Definition
    names: Names
    obstacles: list[Obstacle] = field(default_factory=list)
    looking_ahead: set[int] = field(default_factory=set)
    """The tasks behind which something was predicted."""

    def target(self) -> State:
        self.obstacles += join_obstacles(self.state, self.old, self.new, self.renamed)
        for number in self._foreseen():
            del self.state.tasks[number]
        for number in list(self.state.tasks):
            self._must_fit(number)
        self._rename()
        return self.state

    def renamed(self, name: str) -> str:
        """Also of what the library adds around an element: `X.BoundaryEventSplit`, `X [child]`."""
        for old, new in self.names.items():
            if name == old or name.startswith((f"{old}.", f"{old} [")):
                return new + name[len(old) :]
        return name

    def _foreseen(self) -> set[str]:
        """What the library has predicted behind each token; taken off the records of its parents too."""
        gone: set[str] = set()
        for number, task in list(self.state.tasks.items()):
            if task["state"] & LIVE:
                ahead = [child for child in task.get("children", ()) if self._is_predicted(child)]
                self._keep_children(
                    number, [child for child in task.get("children", ()) if child not in ahead]
                )
                gone.update(self._all_from(ahead))
                self.looking_ahead.update([int(number)] if ahead else [])
        return gone

    def _is_predicted(self, number: int) -> bool:
        return bool(self.state.tasks[str(number)]["state"] & PREDICTED)

    def _all_from(self, numbers: list[int]) -> Iterator[str]:
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            yield str(number)
            waiting += self.state.tasks[str(number)].get("children", ())

    def _keep_children(self, number: str, children: list[int]) -> None:
        task = self.state.tasks[number].copy()
        task.pop("children", None)
        if children:
            task["children"] = children
        self.state.tasks[number] = task

    def _must_fit(self, number: str) -> None:
        task = self.state.tasks[number]
        before = self._old_spec(task)
        process = self.new.specs.get(self.renamed(self.state.flows[task["flow"]]["spec"]))
        element = before.bpmn_id or before.name
        if process is None:
            self._refuse(self.state.flows[task["flow"]]["spec"], "the new version has no such process")
            return
        after = process.task_specs.get(self.renamed(task["spec"]))
        if after is None:
            self._without(number, element)
        elif type(after) is not type(before):
            kinds = f"{type(before).__name__} here and {type(after).__name__} in the new version"
            self._refuse(element, f"it is a {kinds}")
        else:
            self._must_call_the_same(number, before, after, element)
            self._must_have_the_same_events(number, after, element)

    def _without(self, number: str, element: str) -> None:
        """An element that the new version lacks: nothing hangs on one that was passed, unless something joins there."""
        task = self.state.tasks[number]
        if not task["state"] & FINISHED:
            self._refuse(element, "the new version has no such element, and the case stands there")
        elif not self._cut_out(number):
            self._refuse(
                element, "the new version has no such element, and what follows still reads its data"
            )

    def _cut_out(self, number: str) -> bool:
        task = self.state.tasks[number]
        children = task.get("children", [])
        around = [self.state.tasks[str(near)] for near in (*children, task.get("parent")) if near is not None]
        specs = [self._old_spec(near) for near in (task, *around)]
        if (
            "parent" not in task
            or len(children) != 1
            or any(isinstance(spec, (*KEPT, Join)) for spec in specs)
        ):
            return False
        parent, child = str(task["parent"]), children[0]
        siblings = self.state.tasks[parent].get("children", [])
        self._keep_children(parent, [child if near == int(number) else near for near in siblings])
        self.state.tasks[str(child)] = {**self.state.tasks[str(child)], "parent": int(parent)}
        flow = self.state.flows[task["flow"]]
        if flow.get("last") == int(number):
            self.state.flows[task["flow"]] = {**flow, "last": int(parent)}
        del self.state.tasks[number]
        return True

    def _must_call_the_same(self, number: str, before: SpiffSpec, after: SpiffSpec, element: str) -> None:
        if isinstance(before, SubWorkflowTask) and number in self.state.flows:
            called = self.renamed(self.state.flows[number]["spec"])
            if after.spec != called:
                self._refuse(element, f"it calls {after.spec!r} in the new version, while {called!r} runs")
        if isinstance(before, LoopTask) and self.renamed(before.task_spec) != after.task_spec:
            self._refuse(element, "its rounds are drawn in another way in the new version")

    def _must_have_the_same_events(self, number: str, after: SpiffSpec, element: str) -> None:
        """Boundary events wait from the moment in which their element was reached; later ones would never be set up."""
        task = self.state.tasks[number]
        if isinstance(after, BoundaryEventSplit):
            children = [self.state.tasks[str(child)] for child in task.get("children", ())]
            here = {self.renamed(child["spec"]) for child in children}
            if any(child["state"] & LIVE for child in children) and here != {*output_names(after)}:
                self._refuse(
                    element, "its boundary events are others in the new version, and the case stands there"
                )
        elif task["state"] & LIVE:
            guarded = f"{after.name}.BoundaryEventSplit" in input_names(after)
            parent = self.state.tasks.get(str(task.get("parent")))
            if guarded and parent is not None and not isinstance(self._old_spec(parent), BoundaryEventSplit):
                self._refuse(element, "it has a boundary event in the new version, and the case stands there")

    def _old_spec(self, task: TaskRecord) -> SpiffSpec:
        return self.old.spec(self.state.flows[task["flow"]]["spec"]).task_specs[task["spec"]]

    def _rename(self) -> None:
        self.state.tasks = {
            number: {**task, "spec": self.renamed(task["spec"])} for number, task in self.state.tasks.items()
        }
        self.state.flows = {
            key: {**flow, "spec": self.renamed(flow["spec"])} for key, flow in self.state.flows.items()
        }

    def _refuse(self, element: str, reason: str) -> None:
        self.obstacles.append(Obstacle(element, reason))
