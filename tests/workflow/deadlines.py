"""Deadlines as rows, without a case that made them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.database import Database
from tests.workflow.builders import MONDAY, an_instance
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit


def a_deadline(case_id: UUID, **changes: Any) -> Deadline:
    values: dict[str, Any] = {
        "id": uuid4(),
        "case_id": case_id,
        "rule": "P08",
        "limit_name": "discussion_1",
        "agency": "bawaslu",
        "office": "91.71",
        "start_fact": "registered",
        "start_at": MONDAY,
        "start_basis": "fact",
        "legal_limit": MONDAY,
        "safe_limit": MONDAY,
        "actual": None,
        "state": "open",
        "disputed": False,
        "explanation": {},
        "computed_at": MONDAY,
        "next_alert_at": None,
        "missed_at": None,
    }
    return Deadline(**{**values, **changes})


def stored(database: Database, *due: datetime | None) -> list[Deadline]:
    """Deadlines of a case each, with these alerts."""
    with database.unit_of_work(WorkflowUnit) as unit:
        deadlines = []
        for at in due:
            instance = an_instance(definition=unit.definitions.newest())
            unit.instances.add(instance)
            deadlines.append(a_deadline(instance.case_id, next_alert_at=at))
            unit.deadlines.save(deadlines[-1:])
    return deadlines
