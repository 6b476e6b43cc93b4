"""The unit of work's own face: a session, one instant of case time, and the outbox."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.outbox import Outbox


class Unit:
    """Everything one request or message may change together; services add their stores as attributes."""

    def __init__(self, session: Session, *, source: str, clock: Clock) -> None:
        self.session = session
        self._source = source
        self._clock = clock

    @cached_property
    def now(self) -> datetime:
        """Case time, read once, so that all a unit writes carries the same instant."""
        return self._clock.now()

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.session, source=self._source)
