"""What is put right in SpiffWorkflow's specs once, at registration, so that no run changes them.

Specs are shared by every instance of a definition. Three habits of the library would break that: timers
read the machine's clock, loop tasks connect to their children while running, and the first trigger of an
event sub-process draws a new edge. A fourth cure lets a multi-instance follow a boundary event.
"""

# mypy: allow-subclassing-any
# SpiffWorkflow ships no types; its message definition is extended here.

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition as PlainMessage
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from workflow.engine.spiff import SpiffTask, settle
from workflow.engine.timers import our_timer


class Message(MessageEventDefinition):
    """A BPMN message whose payload becomes variables, unless the model names one variable for all of it."""

    def update_task_data(self, my_task: Any) -> None:
        payload = my_task.internal_data.pop(self.name, None)
        if self.message_var is not None:
            my_task.data[self.message_var] = payload
        else:
            my_task.data.update(payload or {})


def cure(spec: Any) -> None:
    """Make one process spec fit for sharing; ExpressionError for a timer of a kind that is not offered."""
    for task_spec in list(spec.task_specs.values()):
        if hasattr(task_spec, "event_definition"):
            task_spec.event_definition = _cured_event(task_spec.event_definition)
        if isinstance(task_spec, BoundaryEvent):
            task_spec.completed_event.connect(_settle_followers)
        if isinstance(task_spec, LoopTask):
            _hear_children(spec, task_spec)
    _draw_triggers(spec)


def _cured_event(definition: Any) -> Any:
    if isinstance(definition, TimerEventDefinition):
        return our_timer(definition)
    if isinstance(definition, MultipleEventDefinition):
        definition.event_definitions = [_cured_event(inner) for inner in definition.event_definitions]
    elif isinstance(definition, PlainMessage):
        return Message(
            definition.name,
            definition.correlation_properties,
            expression=getattr(definition, "expression", None),
            message_var=getattr(definition, "message_var", None),
            process_correlations=getattr(definition, "process_correlations", None),
        )
    return definition


def _settle_followers(_workflow: Any, event: SpiffTask) -> None:
    """What follows a fired boundary event will happen; left a mere prediction, a multi-instance there raises."""
    for follower in event.children:
        if not isinstance(follower.task_spec, Join):
            settle(follower)


def _hear_children(spec: Any, loop: Any) -> None:
    """A restored instance creates no child, so nobody else would connect the two."""
    child = spec.task_specs[loop.task_spec]
    if not child.completed_event.is_connected(loop.merge_child):
        child.completed_event.connect(loop.merge_child)


def _draw_triggers(spec: Any) -> None:
    """Draw the edges a trigger would draw, then take them out of Start so that no instance begins there."""
    for name in spec.start.trigger_specs:
        triggered = spec.task_specs[name]
        if spec.start not in triggered.inputs:
            spec.start.connect(triggered)
            triggered.connect(spec.end)
        spec.start.outputs = [output for output in spec.start.outputs if output.name != name]


def fingerprint_lines(spec: Any) -> Iterator[str]:
    """One line for everything of a spec that a run could change; equal lines mean an untouched spec."""
    for name, task_spec in sorted(spec.task_specs.items()):
        event = getattr(task_spec, "event_definition", None)
        hearers = task_spec.completed_event.hard_subscribers or []
        yield "|".join(
            (
                spec.name,
                name,
                type(task_spec).__name__,
                ",".join(task_spec._inputs),  # noqa: SLF001 - the property would resolve the names again
                ",".join(task_spec._outputs),  # noqa: SLF001 - as above
                f"{type(event).__name__} {getattr(event, 'name', None)} {getattr(event, 'expression', None)}",
                f"{len(hearers)} {getattr(task_spec, 'choice', None)}",
                repr(sorted(getattr(task_spec, "data", {}).items())),
                ",".join(getattr(task_spec, "trigger_specs", ())),
            )
        )
