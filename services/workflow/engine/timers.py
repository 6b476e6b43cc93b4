"""Timers that never look at the machine's clock.

A timer whose expression is `limit("discussion_2")` names a legal limit and keeps no date: it asks the
deadline port, so a recomputed deadline moves it. `limit("hand_over", suspect)` asks for the limit of one
track of the case, whose id the variable holds. Every other timer is a date or a duration (ISO 8601) read
against the instant passed into the step; it fires at its instant, not after it.
"""

# mypy: allow-subclassing-any
# SpiffWorkflow ships no types; its timer definitions are replaced here.

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from workflow.engine.errors import ExpressionError
from workflow.engine.expressions import incident_at, parsed

DUE_KEY = "event_value"
FIRED_KEY = "event_fired"
DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


@dataclass(frozen=True)
class NamedLimit:
    """What a limit timer asks for: a limit by name and, inside a track, the variable with the track's id."""

    name: str
    variable: str | None = None

    @property
    def expression(self) -> str:
        return f'limit("{self.name}")' if self.variable is None else f'limit("{self.name}", {self.variable})'


class PortTimer(TimerEventDefinition):
    """One drawn timer. Two timers are never the same one, whatever their names: gateways tell them apart."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class LimitTimer(PortTimer):
    """Fires once the limit it names has passed, for the case or for the track its variable holds."""

    def __init__(self, name: str | None, limit: NamedLimit) -> None:
        super().__init__(name, limit.expression)
        self.limit = limit.name
        self.variable = limit.variable

    def has_fired(self, my_task: Any) -> bool:
        if my_task.workflow.script_engine.limit_passed(self.limit, self.track(my_task)):
            my_task.internal_data[FIRED_KEY] = True
        return my_task.internal_data.get(FIRED_KEY, False) is True

    def track(self, my_task: Any) -> str | None:
        """The id of the track whose limit is meant; None for the case itself."""
        if self.variable is None:
            return None
        track = my_task.data.get(self.variable)
        if not isinstance(track, str):
            raise incident_at(my_task, self.expression, f"{self.variable!r} holds no id of a track")
        return track


class InstantTimer(PortTimer):
    """Fires at an instant that is worked out once, when the timer starts to wait."""

    def __init__(self, name: str | None, expression: str, *, is_duration: bool) -> None:
        super().__init__(name, expression)
        self.is_duration = is_duration

    def has_fired(self, my_task: Any) -> bool:
        now: datetime = my_task.workflow.script_engine.now
        if DUE_KEY not in my_task.internal_data:
            my_task.internal_data[DUE_KEY] = self._due(my_task, now).isoformat()
        if datetime.fromisoformat(my_task.internal_data[DUE_KEY]) <= now:
            my_task.internal_data[FIRED_KEY] = True
        return my_task.internal_data.get(FIRED_KEY, False) is True

    def _due(self, my_task: Any, now: datetime) -> datetime:
        value = my_task.workflow.script_engine.evaluate(my_task, self.expression)
        try:
            return due_after(value, now) if self.is_duration else due_at(value)
        except ExpressionError as error:
            raise incident_at(my_task, self.expression, str(error)) from error


def due_at(value: Any) -> datetime:
    """An ISO 8601 date and time with its offset, in UTC."""
    try:
        due = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ExpressionError(f"{value!r} is not an ISO 8601 date and time") from error
    if due.tzinfo is None:
        raise ExpressionError(f"{value!r} has no offset; the machine's zone must not decide")
    return due.astimezone(UTC)


def due_after(value: Any, now: datetime) -> datetime:
    """`now` and an ISO 8601 duration later, in UTC; years and months are refused, being no fixed length."""
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or not any(found.groupdict().values()):
        raise ExpressionError(
            f"{value!r} is not an ISO 8601 duration of weeks, days, hours, minutes, seconds"
        )
    parts = {unit: float(amount) for unit, amount in found.groupdict().items() if amount}
    try:
        return now.astimezone(UTC) + timedelta(**parts)
    except OverflowError as error:
        raise ExpressionError(f"{value!r} is beyond the calendar") from error


def our_timer(definition: Any) -> LimitTimer | InstantTimer:
    """The replacement for one parsed timer; ExpressionError when it is of a kind that is not offered."""
    if isinstance(definition, CycleTimerEventDefinition):
        raise ExpressionError("cycle timers are not offered; draw the loop, or let the rule's data remind")
    limit = limit_named(definition.expression or "")
    if limit is not None:
        return LimitTimer(definition.name, limit)
    parsed(definition.expression or "")
    if isinstance(definition, DurationTimerEventDefinition):
        return InstantTimer(definition.name, definition.expression, is_duration=True)
    if isinstance(definition, TimeDateEventDefinition):
        return InstantTimer(definition.name, definition.expression, is_duration=False)
    raise ExpressionError(f"{type(definition).__name__} is not a timer this engine knows")


def limit_named(expression: str) -> NamedLimit | None:
    """The limit in `limit("name")` or `limit("name", variable)`, or None for any other expression."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    match tree:
        case ast.Call(func=ast.Name(id="limit"), args=[ast.Constant(value=str() as limit)], keywords=[]):
            return NamedLimit(limit)
        case ast.Call(
            func=ast.Name(id="limit"),
            args=[ast.Constant(value=str() as limit), ast.Name(id=variable)],
            keywords=[],
        ):
            return NamedLimit(limit, variable)
    return None
