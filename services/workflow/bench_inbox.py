"""`python -m workflow.bench_inbox`: the rows of `gakkumdu bench inbox`.

Needs DATABASE_URL of a private system. `seed FIRST LAST A_CASE` adds the cases with these numbers, each with so
many tasks, of which the last is open; `settle` has the database know what it holds, as it does after a night.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, text

from chassis.clock import SystemClock
from chassis.database import Database
from workflow.actions.procedure import Procedure
from workflow.bench_inbox_rows import CASES, DAYS_AHEAD, DAYS_BACK, TASKS, offices
from workflow.domain.calendar import Calendar
from workflow.domain.officer import NATIONAL_OFFICE
from workflow.domain.provinces import PROVINCES
from workflow.domain.working_time import working_position
from workflow.domain.zones import Zone
from workflow.settings import SERVICE
from workflow.storage.unit import WorkflowUnit

PLACES = {Zone.WIB: "Asia/Jakarta", Zone.WITA: "Asia/Makassar", Zone.WIT: "Asia/Jayapura"}
DAY_END = time(23, 59, 59)
BATCH = 2_000


def main() -> None:
    """Prints one JSON object."""
    what, *given = sys.argv[1:]
    database = Database.at(os.environ["DATABASE_URL"], source=SERVICE, clock=SystemClock())
    if what == "seed":
        seed(database, *map(int, given))
    else:
        _settle(database)
    sys.stdout.write(json.dumps({}))


def seed(database: Database, first: int, last: int, a_case: int) -> None:
    """The cases with these numbers, each with so many tasks, of which the last is open."""
    with database.unit_of_work(WorkflowUnit) as unit:
        shared = _shared(unit)
    for start in range(first, last + 1, BATCH):
        given = shared | {"first": start, "last": min(last, start + BATCH - 1), "a_case": a_case}
        with database.unit_of_work(WorkflowUnit) as unit:
            # What is seeded can be seeded again: no disk is waited for.
            unit.session.execute(text("SET LOCAL synchronous_commit = off"))
            unit.session.execute(text(CASES), given)
            unit.session.execute(text(TASKS), given)


def _shared(unit: WorkflowUnit) -> dict[str, Any]:
    """What all rows have in common."""
    law = Procedure().law(unit.definitions)
    zones = {NATIONAL_OFFICE: Zone.WIB, **{code: Zone(zone) for code, _, zone in PROVINCES}}
    today = unit.now.astimezone(Zone.WIB.tz).date()
    return {
        "definition": unit.definitions.newest(),
        "offices": offices(),
        "provinces": list(zones),
        "zones": list(zones.values()),
        "places": [PLACES[zone] for zone in zones.values()],
        "now": unit.now,
        "today": today,
        "days": DAYS_BACK + DAYS_AHEAD,
        "days_back": DAYS_BACK,
        "positions": _positions(datetime.combine(today, DAY_END, Zone.WIB.tz), law.calendar),
    }


def _positions(tonight: datetime, calendar: Calendar) -> list[int]:
    """Where the end of each day stands in working time, the same in every zone."""
    days = range(-DAYS_BACK, DAYS_AHEAD)
    return [working_position(tonight + timedelta(days=day), calendar) for day in days]


def _settle(database: Database) -> None:
    """VACUUM runs in no transaction."""
    assert isinstance(database.bind, Engine)  # noqa: S101 - of `Database.at`
    with database.bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("instances", "tasks", "open_tasks"):
            connection.execute(text(f"VACUUM (ANALYZE) {table}"))


if __name__ == "__main__":
    main()
