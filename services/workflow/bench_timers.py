"""`python -m workflow.bench_timers`: the rows of `gakkumdu bench timers`, and what became of them.

Needs DATABASE_URL of a private system whose timers rest. `seed PENDING DUE SECONDS` copies the clocks of one real
case until so many are pending and so many want a reminder in so many seconds; `seen` tells what was told since.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.database import Database
from workflow.bench_recompute import registered_case
from workflow.domain.provinces import PROVINCES
from workflow.settings import SERVICE
from workflow.storage.tasks import TASKS
from workflow.storage.unit import WorkflowUnit

CLOCKS_A_CASE, OPEN_TASKS = 10, 20_000
# Thirty provinces with twenty regencies each: 600 offices.
CODES = [code for code, _, _ in PROVINCES][:30]
CASES = """
    INSERT INTO instances SELECT copy.*
    FROM instances template, generate_series(1, :cases) AS n, LATERAL jsonb_populate_record(
        template, jsonb_build_object(
            'case_id', gen_random_uuid(),
            'office', (CAST(:provinces AS text[]))[1 + n % 30] || '.' || to_char(n / 30 % 20 + 1, 'FM00')
        )
    ) AS copy
    WHERE template.case_id = :template
"""
CLOCKS = """
    WITH copies AS (
        SELECT i.case_id, i.office, rule, row_number() OVER (ORDER BY rule, i.case_id) <= :due AS is_due
        FROM instances i, generate_series(1, :clocks) AS rule WHERE i.case_id <> :template
    )
    INSERT INTO deadlines SELECT copy.*
    FROM deadlines template, copies c, LATERAL jsonb_populate_record(
        template, jsonb_build_object(
            'id', gen_random_uuid(), 'case_id', c.case_id, 'rule', to_char(c.rule, '"P"FM00'), 'office', c.office,
            'clock_office', NULL,
            'safe_limit', CAST(:due_at AS timestamptz) + interval '10 days',
            'legal_limit', CAST(:due_at AS timestamptz) + interval '20 days',
            'next_alert_at', CAST(:due_at AS timestamptz) + CASE WHEN c.is_due THEN interval '0' ELSE interval '7 days' END,
            'explanation', CASE WHEN c.is_due THEN template.explanation ELSE '{}'::jsonb END
        )
    ) AS copy
    WHERE template.id = (SELECT id FROM deadlines WHERE case_id = :template AND state = 'open' LIMIT 1)
"""
KEPT = [column.name for column in TASKS.columns if column.computed is None]
INBOX = f"""
    INSERT INTO tasks ({", ".join(KEPT)}) SELECT {", ".join(f"copy.{name}" for name in KEPT)}
    FROM tasks template, (SELECT case_id, office FROM instances WHERE case_id <> :template LIMIT :tasks) AS c,
        LATERAL jsonb_populate_record(
            template, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.case_id, 'office', c.office)
        ) AS copy
    WHERE template.case_id = :template
"""  # noqa: S608 - names of our own columns
SEEN = """
    WITH told AS (
        SELECT data->>'deadline_id' AS id, count(*) AS times, min(written_at) AS first, max(written_at) AS last
        FROM outbox WHERE type = 'deadline.approaching' GROUP BY 1
    )
    SELECT count(*) AS told, CAST(coalesce(sum(times - 1), 0) AS bigint) AS twice, min(first) AS first, max(last) AS last FROM told
"""


def main() -> None:
    """Prints one JSON object."""
    what, *given = sys.argv[1:]
    database = Database.at(os.environ["DATABASE_URL"], source=SERVICE, clock=SystemClock())
    figures = seed(database, *map(int, given)) if what == "seed" else _seen(database)
    sys.stdout.write(json.dumps(figures, default=datetime.isoformat))


def seed(database: Database, pending: int, due: int, seconds: int) -> dict[str, Any]:
    template = registered_case(database)
    with database.unit_of_work(WorkflowUnit) as unit:
        given: dict[str, Any] = {"template": template, "cases": pending // CLOCKS_A_CASE, "tasks": OPEN_TASKS}
        given["provinces"] = CODES
        unit.session.execute(
            text("UPDATE deadlines SET next_alert_at = NULL WHERE case_id = :template"), given
        )
        unit.session.execute(text(CASES), given)
    due_at = _clocks(database, template, due=due, seconds=seconds)
    with database.unit_of_work(WorkflowUnit) as unit:
        unit.session.execute(text(INBOX), given)
    _analyse(database)
    return {"due_at": due_at}


def _clocks(database: Database, template: UUID, *, due: int, seconds: int) -> datetime:
    """The moment comes after the rows are there, however long that takes."""
    with database.unit_of_work(WorkflowUnit) as unit:
        far = unit.now + timedelta(days=1)
        given = {"template": template, "clocks": CLOCKS_A_CASE, "due": due, "due_at": far}
        unit.session.execute(text(CLOCKS), given)
    _analyse(database)
    with database.unit_of_work(WorkflowUnit) as unit:
        due_at = unit.now + timedelta(seconds=seconds)
        moved = "UPDATE deadlines SET next_alert_at = :due_at WHERE next_alert_at = :far"
        unit.session.execute(text(moved), {"due_at": due_at, "far": far})
    return due_at


def _analyse(database: Database) -> None:
    """What autovacuum does in a system that did not get a million rows in one go."""
    with database.unit_of_work(WorkflowUnit) as unit:
        for table in ("instances", "deadlines", "tasks"):
            unit.session.execute(text(f"ANALYZE {table}"))


def _seen(database: Database) -> dict[str, Any]:
    with database.unit_of_work(WorkflowUnit) as unit:
        left, _ = unit.alerts.waiting(unit.now)
        return {**unit.session.execute(text(SEEN)).mappings().one(), "left": left}


if __name__ == "__main__":
    main()
