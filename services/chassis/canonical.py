"""Canonical JSON (RFC 8785): the same value is always the same bytes, so it can be hashed and compared."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

MAX_SAFE_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Raises rfc8785.CanonicalizationError for what JSON cannot say exactly, such as integers above 2**53."""
    if _is_plain(value):
        try:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        except UnicodeEncodeError:  # half a surrogate pair, which is refused below in the library's own words
            pass
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Whether the C encoder of the standard library writes it in the same bytes, ten times faster.

    It differs in floats (`1e-07` for `1e-7`) and in the order of keys outside the basic plane.
    """
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and key.isascii() and _is_plain(value[key]) for key in value)
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))
    if kind is int:
        return abs(int(value)) <= MAX_SAFE_INTEGER
    return value is None or kind is bool or isinstance(value, str)
