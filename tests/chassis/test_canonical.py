"""Canonical JSON, against the library that follows the standard to the letter."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chassis.canonical import canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False, allow_infinity=False) | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


class Word(StrEnum):
    """As states and codes come."""

    LATE = "late"


@given(VALUES)
def test_any_value_is_the_bytes_of_the_standard(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1e-7, "a": [1.0, -0.0, 1e21]},
        {"\U0001f600": 1, "\ufb33": 2},
        {"quoted": '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028\u00e9'},
        {"state": Word.LATE, "pair": (1, None), "on": True, "off": False},
        {Word.LATE: 1},
        [2**53 - 1, -(2**53) + 1],
    ],
)
def test_what_encoders_differ_in_is_the_bytes_of_the_standard(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, {"deep": [-(2**53)]}, float("nan"), "\ud800", {1: 2}, b"x"])
def test_what_it_cannot_say_exactly_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
