"""SpiffWorkflow as it comes, without our engine: what the contract tests look at."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.support.drawing import Process, drawn


def parsed(*processes: Process) -> tuple[Any, dict[str, Any]]:
    """The specs of the first process and of all it calls, straight from the library's parser."""
    parser = SpiffBpmnParser(validator=VALIDATOR)
    parser.add_bpmn_xml(etree.ElementTree(etree.fromstring(drawn(*processes))), filename="model.bpmn")
    return parser.get_spec(processes[0].id), parser.get_subprocess_specs(processes[0].id)


def started(*processes: Process, **data: Any) -> Any:
    """A workflow that has run up to its first rest."""
    return started_on(*parsed(*processes), **data)


def started_on(spec: Any, called: dict[str, Any], **data: Any) -> Any:
    workflow = BpmnWorkflow(spec, called)
    workflow.task_tree.data.update(data)
    workflow.do_engine_steps()
    return workflow


def every(workflow: Any, name: str) -> list[Any]:
    """All tasks of a spec name, sub-workflows included, found without walking the tree."""
    flows = [workflow, *workflow.subprocesses.values()]
    return [task for flow in flows for task in flow.tasks.values() if task.task_spec.name == name]


def ready(workflow: Any) -> list[str]:
    """Names of the tasks that wait for a person."""
    flows = [workflow, *workflow.subprocesses.values()]
    return sorted(
        task.task_spec.name
        for flow in flows
        for task in flow.tasks.values()
        if task.state == TaskState.READY and task.task_spec.manual
    )


def complete(workflow: Any, name: str, **data: Any) -> None:
    task = next(task for task in every(workflow, name) if task.state == TaskState.READY)
    task.data.update(data)
    task.run()
    workflow.do_engine_steps()
