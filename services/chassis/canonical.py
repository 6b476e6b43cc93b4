"""Canonical JSON (RFC 8785): the same value is always the same bytes, so it can be hashed and compared."""

from __future__ import annotations

from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """Raises rfc8785.CanonicalizationError for what JSON cannot say exactly, such as integers above 2**53."""
    return rfc8785.dumps(value)
