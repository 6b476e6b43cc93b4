"""What can go wrong in the engine; each error says where in the drawing and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class EngineError(Exception):
    """The engine refuses to go on."""


@dataclass(frozen=True)
class ModelProblem:
    """One thing wrong with a model, at the element that causes it."""

    file: str
    element: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.element}: {self.message}"


class DefinitionError(EngineError):
    """A set of model files cannot be run; `problems` lists everything that was found."""

    def __init__(self, problems: Iterable[ModelProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ExpressionError(EngineError):
    """An expression asks for something the engine does not offer, or its value cannot be kept."""


class IncidentError(EngineError):
    """A step failed at one element; nothing of the step counts, the journal still holds the state before.

    `places` are the journal's numbers of the tasks from which the element got its data: a repair mends it there.
    """

    task: Any = None
    """The live task at which it happened, for the engine alone: it is gone with the spent instance."""
    places: tuple[int, ...] = ()

    def __init__(self, element: str, expression: str | None, data_keys: Iterable[str], reason: str) -> None:
        self.element = element
        self.expression = expression
        self.data_keys = tuple(sorted(data_keys))
        self.reason = reason
        where = f"{element}, expression {expression!r}" if expression is not None else element
        super().__init__(f"{where}: {reason} (data has: {', '.join(self.data_keys) or 'nothing'})")


class StepBudgetError(IncidentError):
    """A step ran more automatic elements than any real procedure has; the model goes round in circles."""


class TaskNotOpenError(EngineError):
    """The human task is not open in this instance: completed, cancelled, or of another instance."""


class NotWaitingError(EngineError):
    """Nothing in this instance waits for that BPMN message; keep it and try after the next step."""


class SpentInstanceError(EngineError):
    """An earlier step of this live instance failed half-way; restore it from the journal instead."""


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of taking an instance elsewhere, at the element that it concerns."""

    element: str
    reason: str

    def __str__(self) -> str:
        return f"{self.element}: {self.reason}"


class MoveRefusedError(EngineError):
    """An instance cannot be taken there without losing or repeating something; `obstacles` says what."""

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__("; ".join(map(str, self.obstacles)))


class JournalError(EngineError):
    """Stored journal bytes do not fit together or do not fit the definition they are restored with."""
