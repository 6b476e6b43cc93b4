"""The process engine: BPMN in, steps and canonical deltas out. The only package that imports SpiffWorkflow.

No SQL, no HTTP and no machine clock: the caller passes `now`, keeps the bytes and asks again with them.
"""

from workflow.engine.definitions import Definition, definition_of, version_of
from workflow.engine.errors import (
    DefinitionError,
    EngineError,
    ExpressionError,
    IncidentError,
    JournalError,
    ModelProblem,
    NotWaitingError,
    SpentInstanceError,
    StepBudgetError,
    TaskNotOpenError,
)
from workflow.engine.expressions import DeadlinePort
from workflow.engine.instance import Instance, genesis, restore, start
from workflow.engine.journal import State, fold, state_from
from workflow.engine.lint import lint
from workflow.engine.steps import ClosedTask, EndedProcess, HumanTask, Step, Timer
from workflow.engine.survey import DrawnTask, Place, Survey, survey

__all__ = [
    "ClosedTask",
    "DeadlinePort",
    "Definition",
    "DefinitionError",
    "DrawnTask",
    "EndedProcess",
    "EngineError",
    "ExpressionError",
    "HumanTask",
    "IncidentError",
    "Instance",
    "JournalError",
    "ModelProblem",
    "NotWaitingError",
    "Place",
    "SpentInstanceError",
    "State",
    "Step",
    "StepBudgetError",
    "Survey",
    "TaskNotOpenError",
    "Timer",
    "definition_of",
    "fold",
    "genesis",
    "lint",
    "restore",
    "start",
    "state_from",
    "survey",
    "version_of",
]
