"""The expression language of the models: a small, safe part of Python's, evaluated by simpleeval.

Conditions, timers, script tasks and decision-table cells all come here. No attribute, no method and no
comprehension: an expression reads data and can never change a value that another task holds.
"""

# mypy: allow-subclassing-any
# SpiffWorkflow and simpleeval ship no types; both base classes are only adapted here.

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from simpleeval import DEFAULT_OPERATORS, EvalWithCompoundTypes, InvalidExpression
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from workflow.engine.canonical import canonical
from workflow.engine.errors import ExpressionError, IncidentError

FUNCTIONS = {"len": len, "min": min, "max": max, "str": str, "int": int}
ALLOWED_NODES = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.IfExp, ast.Call),
    *(ast.BoolOp, ast.boolop, ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator, ast.Compare, ast.cmpop),
    *(ast.Subscript, ast.List, ast.Tuple, ast.Dict),
)
MISTAKES = (InvalidExpression, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class DeadlinePort(Protocol):
    """Where a boundary timer that names a limit asks whether that limit has passed."""

    def passed(self, limit: str, track: str | None = None) -> bool:
        """True once the deadline of this limit is over in this case, or in one track of it."""
        ...


@dataclass(frozen=True)
class Assignment:
    """One line of a script task: `name = expression`."""

    name: str
    expression: str


@lru_cache(maxsize=4096)
def parsed(expression: str) -> ast.expr:
    """The tree of one expression; ExpressionError names what is not part of the language."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(f"{expression!r} is not an expression: {error}") from error
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED_NODES):
            raise ExpressionError(f"{expression!r} uses {type(node).__name__}, which models may not")
        if isinstance(node, ast.Call) and not _calls_known_function(node):
            raise ExpressionError(f"{expression!r} calls a function that models do not have")
    return tree.body


def _calls_known_function(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and not node.keywords


@lru_cache(maxsize=1024)
def assignments(script: str) -> tuple[Assignment, ...]:
    """The lines of a script task, in order; ExpressionError when one is anything else."""
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    if not lines:
        raise ExpressionError("the script is empty")
    return tuple(_assignment(line) for line in lines)


def _assignment(line: str) -> Assignment:
    name, equals, expression = line.partition("=")
    if not equals or not name.strip().isidentifier() or expression.startswith("="):
        raise ExpressionError(f"script line {line!r} is not `name = expression`")
    parsed(expression.strip())
    return Assignment(name.strip(), expression.strip())


class Environment(BasePythonScriptEngineEnvironment):
    """Evaluates the expressions of one live instance; parses are shared by all."""

    def __init__(self) -> None:
        super().__init__()
        self._evaluator = EvalWithCompoundTypes(operators=DEFAULT_OPERATORS, functions=FUNCTIONS)

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value of the expression over the data of one task, as the journal can keep it."""
        self._evaluator.names = {**external_context, **context} if external_context else context
        try:
            return canonical(self._evaluator.eval(expression, previously_parsed=parsed(expression)))
        except MISTAKES as error:
            raise ExpressionError(str(error) or type(error).__name__) from error

    def execute(
        self, script: str, context: dict[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """Each line gives its name a whole new value; nothing is changed in place."""
        for line in assignments(script):
            context[line.name] = self.evaluate(line.expression, context, external_context)
        return True


class ScriptEngine(PythonScriptEngine):
    """What one live instance sees of the world during a step: expressions, case time, passed limits."""

    def __init__(self) -> None:
        super().__init__(environment=Environment())
        self.now: datetime | None = None
        self._deadlines: DeadlinePort | None = None
        self._passed: dict[tuple[str, str | None], bool] = {}

    def begin(self, now: datetime, deadlines: DeadlinePort) -> None:
        """Fix time and deadlines for one step; a limit is asked once a step however many timers name it."""
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime")
        self.now, self._deadlines, self._passed = now, deadlines, {}

    def limit_passed(self, limit: str, track: str | None) -> bool:
        if self._deadlines is None:
            raise RuntimeError("a timer was asked outside a step")
        if (limit, track) not in self._passed:
            self._passed[limit, track] = self._deadlines.passed(limit, track)
        return self._passed[limit, track]

    def validate(self, expression: str) -> None:
        parsed(expression)

    def evaluate(self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """As the environment does, failures as incidents at the element."""
        try:
            return self.environment.evaluate(expression, task.data, external_context)
        except ExpressionError as error:
            raise incident_at(task, expression, str(error)) from error

    def execute(self, task: Any, script: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """As the environment does, failures as incidents at the element."""
        try:
            return self.environment.execute(script, task.data, external_context)
        except ExpressionError as error:
            raise incident_at(task, script, str(error)) from error


def incident_at(task: Any, expression: str | None, reason: str) -> IncidentError:
    """An incident that names the drawn element, not the engine's helper nodes."""
    element = task.task_spec.bpmn_id or task.task_spec.name
    incident = IncidentError(element, expression, task.data, reason)
    incident.task = task
    return incident
