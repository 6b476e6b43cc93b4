from __future__ import annotations

from typing import Any

import pytest

from tests.support.engine import NOON, Limits
from workflow.engine import ExpressionError
from workflow.engine.expressions import Environment, ScriptEngine, assignments


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("decision == 'crime' and not late", True),
        ("suspects[0]['id'] if suspects else None", "P-1"),
        ("len(suspects) + 2 * 3", 7),
        ("'P-1' in [suspects[0]['id'], 'P-2']", True),
        ("0 < count <= 3", True),
    ],
)
def test_models_can_say(expression: str, value: Any) -> None:
    data = {"decision": "crime", "late": False, "suspects": [{"id": "P-1"}], "count": 3}
    assert Environment().evaluate(expression, data) == value


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "().__class__",
        "people.append(1)",
        "[person for person in people]",
        "lambda: 1",
        "f'{people}'",
        "(x := 1)",
        "open('/etc/passwd')",
        "len(obj=people)",
        "*people",
        "yield",
        "import os",
        "",
        "a =",
    ],
)
def test_models_cannot_say(expression: str) -> None:
    with pytest.raises(ExpressionError):
        Environment().evaluate(expression, {"people": []})


@pytest.mark.parametrize(
    "expression", ["missing", "1 / 0", "text + 1", "people[9]", "9 ** 9 ** 9", "'a' * 10 ** 9"]
)
def test_an_expression_that_goes_wrong_says_so(expression: str) -> None:
    with pytest.raises(ExpressionError):
        Environment().evaluate(expression, {"people": [], "text": "t"})


def test_names_of_python_builtins_are_plain_variables() -> None:
    assert Environment().evaluate("type == 'report'", {"type": "report"}) is True
    with pytest.raises(ExpressionError):
        Environment().evaluate("eval", {})


def test_a_script_gives_names_whole_new_values() -> None:
    shared = [1]
    data: dict[str, Any] = {"old": shared}
    Environment().execute("new = old\ncount = len(new) / 1\n", data)
    assert data == {"old": [1], "new": [1], "count": 1}
    assert data["new"] is not shared
    assert isinstance(data["count"], int)


@pytest.mark.parametrize(
    "script", ["", "x", "x == 1", "x.y = 1", "x[0] = 1", "x = 1; y = 2", "del x", "for x in y: x"]
)
def test_a_script_is_lines_of_name_and_expression_only(script: str) -> None:
    with pytest.raises(ExpressionError):
        assignments(script)


def test_a_limit_is_asked_once_a_step() -> None:
    engine, limits = ScriptEngine(), Limits({"plenary"})
    engine.begin(NOON, limits)
    assert engine.limit_passed("plenary", None)
    assert engine.limit_passed("plenary", None)
    assert not engine.limit_passed("plenary", "a")
    assert limits.asked == ["plenary", "plenary"]


def test_a_step_needs_an_aware_instant() -> None:
    with pytest.raises(ValueError, match="aware"):
        ScriptEngine().begin(NOON.replace(tzinfo=None), Limits())
