"""Bytes that are kept deflated: the engine's own documents, which nobody reads by SQL, take a third of the room.

What was hashed are the bytes before; they come back as they were.
"""

from __future__ import annotations

import zlib
from typing import Any, Final

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

FAMILIAR: Final = (
    b'":{"event_value":"+00:00"},"data":{"internal":,"opened":,"variables":{},"contents":{"'
    b'},"counters":{"content":,"step":,"task":,"tick":},"flows":{"top":{"last":,"root":1,"spec":"handling"}},'
    b'"gone":[],"tasks":{"1":{"children":[],"data":1,"flow":"top","spec":"Start","state":64,"tick":},'
    b'"state":16,"tick":}}}"state":8,"tick":},"parent":,"spec":".BoundaryEventSplit","state":64,"tick":},'
    b'":{"children":[],"data":,"flow":"top","internal":,"opened":,"parent":,"spec":"'
)
"""What most documents say; zlib takes it as said. Never to be changed: what is kept says which one it was made with."""
PLAIN = b"{"
"""How canonical JSON begins; a deflated document never does. Rows of earlier releases are plain."""


def deflated(value: bytes | None) -> bytes | None:
    """As it is kept."""
    if value is None:
        return None
    deflating = zlib.compressobj(level=9, zdict=FAMILIAR)
    return deflating.compress(value) + deflating.flush()


class Deflated(TypeDecorator[bytes]):
    """Canonical JSON, as zlib (RFC 1950) writes it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        del dialect
        return deflated(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bytes | None:
        del dialect
        if value is None:
            return None
        kept = bytes(value)
        return kept if kept.startswith(PLAIN) else zlib.decompressobj(zdict=FAMILIAR).decompress(kept)
