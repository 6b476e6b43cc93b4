"""Bytes that are kept deflated: the engine's own documents, which nobody reads by SQL, take a third of the room.

What was hashed are the bytes before; they come back as they were.
"""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

PLAIN = b"{"
"""How canonical JSON begins; a deflated document never does. Rows of earlier releases are plain."""


class Deflated(TypeDecorator[bytes]):
    """Canonical JSON, as zlib (RFC 1950) writes it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        del dialect
        return None if value is None else zlib.compress(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bytes | None:
        del dialect
        if value is None:
            return None
        kept = bytes(value)
        return kept if kept.startswith(PLAIN) else zlib.decompress(kept)
