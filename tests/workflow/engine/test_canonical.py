from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.engine import ExpressionError
from workflow.engine.canonical import canonical, data_bytes, own_copy, variables_of

SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.none() | st.booleans() | SAFE | st.floats(-1e15, 1e15) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_data_is_written_as_rfc_8785_whichever_road_it_takes(data: dict[str, Any]) -> None:
    known = {name: canonical(value) for name, value in data.items()}
    assert data_bytes(known) == rfc8785.dumps(known)


@settings(deadline=None)
@given(VALUES)
def test_a_canonical_value_stays_what_it_is(value: Any) -> None:
    once = canonical(value)
    assert repr(canonical(once)) == repr(once)


@pytest.mark.parametrize(
    "value", [2**53, 1e16, -(2.0**53), float("nan"), float("inf"), "\ud800", {1, 2}, object()]
)
def test_a_value_that_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ExpressionError, match="journal"):
        canonical({"value": value})


@pytest.mark.parametrize("name", ["two words", "", "1st", "a.b"])
def test_a_name_that_no_expression_can_say_is_refused(name: str) -> None:
    with pytest.raises(ExpressionError, match="variable name"):
        variables_of({name: 1})


def test_what_comes_in_is_not_shared_with_the_caller() -> None:
    people = ["a"]
    kept = variables_of({"people": people})
    people.append("b")
    assert kept == {"people": ["a"]}


def test_an_own_copy_shares_no_container() -> None:
    data = {"people": [{"id": 1}]}
    own_copy(data)["people"][0]["id"] = 2
    assert data == {"people": [{"id": 1}]}
