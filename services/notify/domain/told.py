"""A notification in words, as its recipient reads it."""

from __future__ import annotations

from dataclasses import dataclass

from notify.domain.messages import Words
from notify.domain.notifications import Notification


@dataclass(frozen=True)
class Told:
    """The case number is None while the case's own events are still on their way."""

    notification: Notification
    case_number: str | None
    words: Words
