"""Reading what a unit or a request has told the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from chassis.tables import outbox


class Told(NamedTuple):
    """One event on its way."""

    type: str
    subject: str
    data: dict[str, Any]
    time: datetime


def told(where: Session | Connection) -> list[Told]:
    """The events written so far, in order."""
    asked = select(outbox.c.type, outbox.c.subject, outbox.c.data, outbox.c.time).order_by(outbox.c.position)
    return [Told(*row) for row in where.execute(asked)]
