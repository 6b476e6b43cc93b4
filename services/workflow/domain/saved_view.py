"""A question to the inbox that an officer keeps under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

MOST_VIEWS: Final = 100
"""What one officer may keep."""


@dataclass
class SavedView:
    """Its owner's alone; `query` holds parameters of the inbox as they were sent, read anew at every use."""

    id: UUID
    owner: str
    name: str
    query: Mapping[str, Any]
    version: int
    saved_at: datetime

    def change(self, name: str, query: Mapping[str, Any], *, now: datetime) -> None:
        """Both in one: what is left out of the new question is no longer asked."""
        self.name, self.query, self.saved_at = name, query, now
        self.version += 1
