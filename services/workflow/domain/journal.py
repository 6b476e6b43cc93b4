"""The journal of a case: entries in canonical JSON (RFC 8785), each hashed (SHA-256) with the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

GENESIS = bytes(32)
"""What stands for the hash before a case's first entry."""
COMPLETION = "task.completed"
"""The kind of a cause: an officer's answers."""


@dataclass(frozen=True)
class Entry:
    """One step as it is stored; `body` holds the digest of `delta`, so the chain covers both."""

    case_id: UUID
    sequence: int
    entered_at: datetime
    body: bytes
    delta: bytes | None
    previous: bytes
    hash: bytes


@dataclass(frozen=True)
class Cause:
    """Why a step was taken, by whom, and when it happened as far as anybody knows."""

    kind: str
    actor: str
    about: Mapping[str, Any]


def digest_of(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def chained(previous: bytes, body: bytes) -> bytes:
    """The hash of an entry: SHA-256 over the 32 bytes of the hash before it and its own body."""
    return hashlib.sha256(previous + body).digest()


def salted_digest(salt: str, words: str) -> str:
    """What the chain keeps of free text: without the salt, short texts could be guessed from it."""
    return digest_of(f"{salt}\n{words}".encode())
