"""What can be kept, whatever the form says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.canonical import canonical
from workflow.actions.answers import LARGEST_INTEGER, MOST_ITEMS, unfit

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_what_passes_can_be_hashed_and_stored(answers: dict[str, Any]) -> None:
    if not unfit(answers):
        canonical(answers)
        assert "\\u0000" not in json.dumps(answers)


@pytest.mark.parametrize(
    ("answers", "field", "rule"),
    [
        ({"notes": "\x00"}, "notes", "text"),
        ({"a": {"b": ["fine", "\ud83d"]}}, "a.b.1", "text"),
        ({"a": {"\x1b": 1}}, "a", "text"),
        ({"\x00": 1}, "answers", "text"),
        ({"n": LARGEST_INTEGER + 1}, "n", "number"),
        ({"n": -LARGEST_INTEGER - 1}, "n", "number"),
        ({"n": float("inf")}, "n", "number"),
        ({"n": float("nan")}, "n", "number"),
        ({"list": [0] * (MOST_ITEMS + 1)}, "list", "size"),
        (dict.fromkeys(map(str, range(MOST_ITEMS + 1))), "answers", "size"),
    ],
)
def test_what_cannot_be_kept_is_named(answers: dict[str, Any], field: str, rule: str) -> None:
    (problem,) = unfit(answers)
    assert (problem.field, problem.rule) == (field, rule)
    assert problem.en
    assert problem.id


def test_ordinary_answers_pass() -> None:
    answers = {"text": "baris satu\r\n\tbaris dua: é 漢 🙂", "yes": True, "n": LARGEST_INTEGER, "none": None}
    assert unfit({**answers, "list": [answers] * MOST_ITEMS}) == ()
