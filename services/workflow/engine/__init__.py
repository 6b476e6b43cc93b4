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
    MoveRefusedError,
    NotWaitingError,
    Obstacle,
    SpentInstanceError,
    StepBudgetError,
    TaskNotOpenError,
)
from workflow.engine.expressions import DeadlinePort
from workflow.engine.instance import Instance, genesis, restore, start
from workflow.engine.joins import HalfFilledJoin, half_filled_joins
from workflow.engine.journal import State, fold, state_from
from workflow.engine.lint import lint
from workflow.engine.migrating import migrated
from workflow.engine.moving import put_back, put_back_whole
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
    "HalfFilledJoin",
    "HumanTask",
    "IncidentError",
    "Instance",
    "JournalError",
    "ModelProblem",
    "MoveRefusedError",
    "NotWaitingError",
    "Obstacle",
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
    "half_filled_joins",
    "lint",
    "migrated",
    "put_back",
    "put_back_whole",
    "restore",
    "start",
    "state_from",
    "survey",
    "version_of",
]
