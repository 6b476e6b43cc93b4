"""Alerts that are due: which office waits for how many, and a batch of them held for one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.rows import JsonRows
from workflow.storage.deadlines import DEADLINES, Deadline, deadline_of

# Whoever is reminded is told dates and ids; how they were reached is long, and stays where it is.
COLUMNS = tuple(column.name for column in DEADLINES.columns if column.name != "explanation")
MOVED = JsonRows(DEADLINES, key=("id",), columns=("id", "next_alert_at"))
# A limit of 23:59:59 holds to the end of that second.
MISSED = "legal_limit <= CAST(:now AS timestamptz) - interval '1 second'"
# From office to office along the index, however many rows each of them has.
OFFICES = text(
    """
    WITH RECURSIVE waiting (office) AS (
        (SELECT office FROM deadlines WHERE next_alert_at IS NOT NULL ORDER BY office LIMIT 1)
        UNION ALL
        SELECT (SELECT d.office FROM deadlines d
                WHERE d.next_alert_at IS NOT NULL AND d.office > w.office ORDER BY d.office LIMIT 1)
        FROM waiting w WHERE w.office IS NOT NULL
    )
    SELECT w.office FROM waiting w
    WHERE EXISTS (SELECT FROM deadlines d WHERE d.office = w.office AND d.next_alert_at <= :now)
    """
)
# Case and deadline are held together: whoever takes a step of the case now will have moved its alerts, so it is
# passed over, and so is what another process holds.
CLAIM = text(
    f"""
    WITH oldest AS (
        SELECT found.id, row_number() OVER (PARTITION BY w.office ORDER BY found.next_alert_at, found.id) AS turn
        FROM unnest(CAST(:offices AS text[])) AS w (office), LATERAL (
            SELECT id, next_alert_at FROM deadlines
            WHERE office = w.office AND next_alert_at <= :now AND NOT coalesce({MISSED}, false)
            ORDER BY next_alert_at, id LIMIT :share
        ) AS found
    )
    SELECT {", ".join(f"d.{name}" for name in COLUMNS)}, i.regime FROM oldest JOIN deadlines d USING (id) JOIN instances i USING (case_id)
    WHERE d.next_alert_at <= :now AND NOT coalesce({MISSED}, false)
    ORDER BY turn, d.next_alert_at, d.id LIMIT :batch
    FOR UPDATE OF i, d SKIP LOCKED
    """  # noqa: S608 - a condition of our own
)
MISSES = text(
    f"""
    SELECT case_id FROM deadlines WHERE next_alert_at IS NOT NULL AND {MISSED}
    GROUP BY case_id ORDER BY min(legal_limit), case_id LIMIT :batch
    """  # noqa: S608 - a condition of our own
)
WAITING = text("SELECT count(*), min(next_alert_at) FROM deadlines WHERE next_alert_at <= :now")
MOVE = text(
    """
    UPDATE deadlines SET next_alert_at = moved.next_alert_at
    FROM jsonb_to_recordset(CAST(:moved AS jsonb)) AS moved (id uuid, next_alert_at timestamptz)
    WHERE deadlines.id = moved.id
    """
)


@dataclass(frozen=True)
class DueReminder:
    """A deadline, without its explanation, that somebody must hear of now; the regime's rules say when next."""

    deadline: Deadline
    regime: str


class AlertStore:
    """What time asks of the deadlines."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim_reminders(self, now: datetime, *, batch: int) -> list[DueReminder]:
        """Due, not missed, and held for this unit: the oldest first, every office in turn."""
        offices = self._session.scalars(OFFICES, {"now": now}).all()
        if not offices:
            return []
        given = {"offices": list(offices), "now": now, "batch": batch, "share": -(-batch // len(offices))}
        rows = self._session.execute(CLAIM, given).mappings()
        return [
            DueReminder(
                deadline_of({**{name: row[name] for name in COLUMNS}, "explanation": {}}), row["regime"]
            )
            for row in rows
        ]

    def move(self, deadlines: Sequence[Deadline]) -> None:
        """Write when each is due next."""
        self._session.execute(MOVE, {"moved": MOVED.document(map(vars, deadlines))})

    def waiting(self, now: datetime) -> tuple[int, float]:
        """How many alerts are due and not given, and for how many seconds the oldest of them has been."""
        count, oldest = self._session.execute(WAITING, {"now": now}).one()
        return count, 0.0 if oldest is None else (now - oldest).total_seconds()

    def missed_cases(self, now: datetime, *, batch: int) -> list[UUID]:
        """Cases with a running clock whose legal limit lies behind, the longest one first."""
        return list(self._session.scalars(MISSES, {"now": now, "batch": batch}))
