"""Values as the journal keeps them: JSON only, in the canonical form of RFC 8785.

Whatever enters an instance goes through `canonical` first. So a value is the same before and after a
reload: keys sorted, no float that is really an integer, no container shared with the caller.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from workflow.engine.errors import ExpressionError

MAX_SAFE_INTEGER = 2**53 - 1
FLAT = frozenset({str, int, bool, type(None)})


def canonical(value: Any) -> Any:
    """A copy of `value` as it will read back from the journal; ExpressionError when JSON cannot hold it."""
    if value is None or isinstance(value, bool):
        return value
    return json.loads(canonical_bytes(value), parse_int=_safe_integer)


def _safe_integer(digits: str) -> int:
    """A float of 2**53 or more is written without a point and would read back as an integer JSON cannot hold."""
    number = int(digits)
    if abs(number) > MAX_SAFE_INTEGER:
        raise ExpressionError(f"a value cannot be kept in the journal: {digits} exceeds 2**53 - 1")
    return number


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 of any JSON value."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise ExpressionError(f"a value cannot be kept in the journal: {error}") from error


def variables_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical copies by name; a name must be one that an expression can say."""
    for name in values:
        if not isinstance(name, str) or not name.isidentifier():
            raise ExpressionError(f"{name!r} is not a variable name")
    return {name: canonical(value) for name, value in values.items()}


def data_bytes(data: Mapping[str, Any]) -> bytes:
    """RFC 8785 of values that came through `canonical`; flat data, the usual case, takes a fast road."""
    if all(type(value) in FLAT for value in data.values()) and all(map(str.isascii, data)):
        return record_bytes(data)
    return canonical_bytes(data)


def own_copy(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that shares no container with `data`, as it would read back from the journal."""
    if all(type(value) in FLAT for value in data.values()):
        return dict(data)
    copy: dict[str, Any] = json.loads(data_bytes(data))
    return copy


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """RFC 8785 of a record that holds no float and only ASCII keys.

    There the C encoder of the standard library writes the same bytes ten times faster; it differs in
    floats (`1e-07` for `1e-7`) and in the order of keys outside the basic plane.
    """
    return json.dumps(
        record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
    ).encode()
