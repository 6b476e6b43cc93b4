"""A bare SpiffWorkflow driver: what the drawings do, without journal, database or services."""

# mypy: allow-subclassing-any
# SpiffWorkflow ships no types; its timer and its environment are replaced here.

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from simpleeval import EvalWithCompoundTypes
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions.timer import DurationTimerEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

MODELS = Path(__file__).parents[3] / "bpmn"
REACHED = TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.COMPLETED


class LimitTimer(DurationTimerEventDefinition):
    """Fires when the limit that the drawing names has passed; keeps no date."""

    def has_fired(self, my_task: Any) -> bool:
        if my_task.workflow.script_engine.evaluate(my_task, self.expression):
            my_task.internal_data["event_fired"] = True
        return my_task.internal_data.get("event_fired") is True


class PlainExpressions(BasePythonScriptEngineEnvironment):
    """Names from the task data, and `limit(name)`; scripts are single assignments."""

    def __init__(self, passed: set[str]) -> None:
        super().__init__()
        self.passed = passed

    def evaluate(self, expression: str, context: dict[str, Any], external_context: Any = None) -> Any:
        del external_context
        functions = {"limit": lambda name: name in self.passed}
        return EvalWithCompoundTypes(names=context, functions=functions).eval(expression)

    def execute(self, script: str, context: dict[str, Any], external_context: Any = None) -> bool:
        name, _, expression = script.partition(" = ")
        context[name] = self.evaluate(expression, context, external_context)
        return True


def safely_parsed(path: Path) -> Any:
    """The tree of one model, read without entities, network or document type."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(path.read_bytes(), reader)


@cache
def model_specs() -> tuple[Any, dict[str, Any]]:
    """The specs of `handling` and the processes it calls, validated against the schema."""
    parser = SpiffBpmnParser(validator=VALIDATOR)
    for path in sorted(MODELS.glob("*.bpmn")):
        parser.add_bpmn_xml(safely_parsed(path), path.name)
    main, called = parser.get_spec("handling"), parser.get_subprocess_specs("handling")
    for spec in (main, *called.values()):
        for task_spec in spec.task_specs.values():
            definition = getattr(task_spec, "event_definition", None)
            if isinstance(definition, DurationTimerEventDefinition):
                definition.__class__ = LimitTimer
    return main, called


class PlainRun:
    """One case driven by hand; notes what it was told and every sequence flow a token went along."""

    def __init__(self, **data: str) -> None:
        main, called = model_specs()
        self.passed: set[str] = set()
        self.flows: set[tuple[str, str]] = set()
        self.start_data = data
        self.inputs: list[tuple[str, str, dict[str, object]]] = []
        self.workflow = BpmnWorkflow(
            main, called, script_engine=PythonScriptEngine(PlainExpressions(self.passed))
        )
        self.workflow.task_tree.set_data(**data)
        self._advance()

    @property
    def open_tasks(self) -> set[str]:
        return {task.task_spec.bpmn_id for task in self._ready_tasks()}

    @property
    def ended(self) -> bool:
        unfinished = [t for t in self._all_tasks() if t.has_state(TaskState.NOT_FINISHED_MASK)]
        return self.workflow.completed and not unfinished

    @property
    def waiting_timers(self) -> int:
        """Events the engine still listens for."""
        return len(self.workflow.event_manager.tasks)

    @property
    def data(self) -> dict[str, Any]:
        """What a reader finds at the end: the data of the last task of the outermost process."""
        return dict(self.workflow.last_task.data)

    def answer(self, name: str, **data: object) -> "PlainRun":
        """Complete the open task with this id; its variables are the keyword arguments."""
        self.inputs.append(("answer", name, data))
        task = next(task for task in self._ready_tasks() if task.task_spec.bpmn_id == name)
        task.set_data(**data)
        task.run()
        self._advance()
        return self

    def pass_limit(self, name: str) -> "PlainRun":
        """Let the clock pass this limit."""
        self.inputs.append(("pass_limit", name, {}))
        self.passed.add(name)
        self._advance()
        return self

    def allot_number(self) -> "PlainRun":
        """What the `case.registered` event does."""
        self.inputs.append(("receive", "case.registered", {}))
        self.workflow.send_event(BpmnEvent(MessageEventDefinition("case.registered"), {}))
        self._advance()
        return self

    def _advance(self) -> None:
        # A due timer fires in refresh_timers, after the steps: what it started needs another round.
        self.workflow.do_engine_steps(did_complete_task=lambda _: self._note_flows())
        self.workflow.do_engine_steps(did_complete_task=lambda _: self._note_flows())
        self._note_flows()

    def _all_tasks(self) -> Iterator[Any]:
        for workflow in (self.workflow, *self.workflow.subprocesses.values()):
            yield from workflow.tasks.values()

    def _ready_tasks(self) -> list[Any]:
        return [t for t in self._all_tasks() if t.has_state(TaskState.READY) and t.task_spec.manual]

    def _note_flows(self) -> None:
        for task in self._all_tasks():
            if not task.has_state(TaskState.COMPLETED):
                continue
            source = task.task_spec.name
            for child in task.children:
                if child.has_state(REACHED):
                    self.flows.add((source, child.task_spec.name.removesuffix(".BoundaryEventSplit")))
