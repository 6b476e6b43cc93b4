"""`python -m workflow.bench_recompute`: brings thousands of open deadlines to a changed calendar, and watches the inbox.

Needs DATABASE_URL of a running private system, whose timers process does the work. The cases are copies of one
that the procedure began, so that each is as real as a registered case.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import insert, select

from chassis.clock import SystemClock
from chassis.database import Database
from chassis.paging import PageRequest
from workflow.actions.cases import SYSTEM, ReceivedCase, record_fact, start_case
from workflow.actions.deploy import deploy
from workflow.actions.inbox import inbox_page
from workflow.actions.procedure import Procedure
from workflow.api.inbox_schemas import WHOLE
from workflow.domain.deadline import State
from workflow.domain.facts import Fact, FactKind, FactTime, Precision
from workflow.domain.inbox import InboxQuery
from workflow.domain.law import CALENDAR_FILE
from workflow.domain.officer import Agency, Level, Officer, Role
from workflow.domain.zones import zone_of_office
from workflow.storage.clock_tables import DeadlineRow, FactRow
from workflow.storage.recomputations import JobState, Recomputation
from workflow.storage.tables import InstanceRow, TaskRow
from workflow.storage.unit import WorkflowUnit

OFFICE = "32.15"
DEADLINES = 10_000
BAR_SECONDS = 60.0
LOOKS_BEFORE = 50
GIVE_UP_SECONDS = 600.0
DAYS_OFF = 3
LOOK_SECONDS = 0.5
OFFICER = Officer("bench", Agency.BAWASLU, OFFICE, Level.REGENCY, frozenset({Role.COORDINATOR}))


def main() -> None:
    """Prints one JSON object."""
    database = Database.at(os.environ["DATABASE_URL"], source="workflow", clock=SystemClock())
    procedure = Procedure()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else DEADLINES
    case_id = registered_case(database)
    cases, deadlines = _copies(database, case_id, wanted=wanted)
    quiet = [_look(database, procedure) for _ in range(LOOKS_BEFORE)]
    began = time.monotonic()
    _decree(database)
    busy, job = _watched(database, procedure)
    seconds = time.monotonic() - began
    sys.stdout.write(
        json.dumps(
            {
                "cases": cases,
                "open_deadlines": deadlines,
                "seconds": round(seconds, 2),
                "bar_seconds": BAR_SECONDS,
                "ratio_to_bar": round(seconds / BAR_SECONDS, 3),
                "deadlines_per_second": round(deadlines / seconds),
                "moved": job.changed,
                "failed": job.failed,
                "inbox_ms_before": _spread(quiet),
                "inbox_ms_during": _spread(busy),
            }
        )
    )


def registered_case(database: Database) -> UUID:
    """A case as the procedure begins it, with its clocks running since yesterday."""
    procedure, zone = Procedure(), zone_of_office(OFFICE)
    with database.unit_of_work(WorkflowUnit) as unit:
        day = (
            (unit.now - timedelta(days=1))
            .astimezone(zone.tz)
            .replace(hour=0, minute=0, second=0, microsecond=0)
        )
        received = ReceivedCase(
            case_id=uuid4(),
            intake_number="001/LP/PL/Kab/13.19/I/2024",
            regime="pemilu",
            origin="report",
            office=OFFICE,
            level=Level.REGENCY,
            confidentiality=1,
            facts=[Fact(FactKind.REPORT_SUBMITTED, FactTime(day, Precision.DAY), None)],
        )
        start_case(unit, procedure, received, event_id=uuid4())
        instance = unit.instances.lock(received.case_id)
        registered = Fact(FactKind.REGISTERED, FactTime(day, Precision.DAY), None)
        if instance is not None:
            record_fact(unit, procedure, instance, registered, officer=OFFICER)
    return received.case_id


def _copies(database: Database, case_id: UUID, *, wanted: int) -> tuple[int, int]:
    """As many cases as it takes; their clocks run, and none of their alerts is due."""
    with database.unit_of_work(WorkflowUnit) as unit:
        tables = (InstanceRow, FactRow, TaskRow, DeadlineRow)
        rows = {table: [_values(row) for row in _rows(unit, table, case_id)] for table in tables}
        running = sum(row["state"] == State.OPEN for row in rows[DeadlineRow])
        copies = -(-wanted // running) - 1
        for table in tables:
            copied = [
                {**row, **_identity(table, row, uuid5(case_id, str(number)))}
                for number in range(copies)
                for row in rows[table]
            ]
            unit.session.execute(insert(table), copied)
    return copies + 1, (copies + 1) * running


def _rows(unit: WorkflowUnit, table: Any, case_id: UUID) -> Iterator[Any]:
    yield from unit.session.scalars(select(table).where(table.case_id == case_id))


def _values(row: Any) -> dict[str, Any]:
    columns = (column for column in row.__table__.columns if column.computed is None)
    return {column.name: getattr(row, column.name) for column in columns}


def _identity(table: Any, row: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    if table is InstanceRow:
        return {"case_id": case_id}
    if table is DeadlineRow:
        return {"case_id": case_id, "id": uuid5(case_id, row["rule"]), "next_alert_at": None}
    return {"case_id": case_id, "id": uuid5(case_id, str(row["id"]))}


def _decree(database: Database) -> None:
    """The next working days are taken off, so that limits in days move."""
    with database.unit_of_work(WorkflowUnit) as unit:
        files = unit.definitions.files(unit.definitions.newest() or "")
        calendar = json.loads(files[CALENDAR_FILE])
        today = unit.now.astimezone(zone_of_office(OFFICE).tz).date()
        off = [
            {"day": (today + timedelta(days=ahead)).isoformat(), "kind": "holiday", "name": "Bench"}
            for ahead in range(1, DAYS_OFF + 1)
        ]
        decree = {"decided_on": today.isoformat(), "basis": "Bench", "days": off}
        changed = {**calendar, "version": "bench", "decrees": [*calendar["decrees"], decree]}
        deploy(unit, {**files, CALENDAR_FILE: json.dumps(changed)}, by=SYSTEM)


def _watched(database: Database, procedure: Procedure) -> tuple[list[float], Recomputation]:
    """Looks into the inbox until the timers process is done."""
    looks: list[float] = []
    until = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < until:
        looks.append(_look(database, procedure))
        with database.unit_of_work(WorkflowUnit) as unit:
            job = unit.recomputations.page(PageRequest(limit=1)).items[0]
        if job.state is JobState.DONE:
            return looks, job
        time.sleep(LOOK_SECONDS)
    raise TimeoutError(f"not done after {GIVE_UP_SECONDS:.0f} s: {job}")


def _look(database: Database, procedure: Procedure) -> float:
    began = time.perf_counter()
    with database.unit_of_work(WorkflowUnit) as unit:
        mine = InboxQuery(candidate=OFFICER)
        inbox_page(unit, procedure, mine, PageRequest(), officer=OFFICER, shown=WHOLE)
    return (time.perf_counter() - began) * 1000


def _spread(milliseconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=100)
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "p99": round(cuts[98], 2)}


if __name__ == "__main__":
    main()
