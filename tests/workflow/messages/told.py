"""What was told so far, read from the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from chassis.tables import outbox
from tests.workflow.builders import CaseBench
from workflow.storage.unit import WorkflowUnit


class Told(NamedTuple):
    """One event on its way."""

    type: str
    subject: str
    sequence: int
    time: datetime
    data: dict[str, Any]


def told(bench: CaseBench) -> list[Told]:
    """All that was told so far, in order."""
    columns = (outbox.c.type, outbox.c.subject, outbox.c.sequence, outbox.c.time, outbox.c.data)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return [Told(*row) for row in unit.session.execute(select(*columns).order_by(outbox.c.position))]
