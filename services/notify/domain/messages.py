"""A message: the words of one delivery, kept as they were first composed so that a repeat is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Words:
    """A title and a text, in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class Message:
    """The words, and the machine's instant at which they were put together."""

    words: Words
    composed_at: datetime
