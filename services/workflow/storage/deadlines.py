"""Deadlines of cases: the only truth on dates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy.orm import Session

from chassis.rows import JsonRows, Row
from workflow.storage.clock_tables import DeadlineHistoryRow, DeadlineRow
from workflow.storage.office_time import in_office_time

OFFICE_TIMES = ("start_at", "legal_limit", "safe_limit", "actual")
"""Shown with the offset of the office they count at, whatever zone the database speaks in."""


DEADLINES = cast(Table, DeadlineRow.__table__)
OF_CASE = (
    select(DEADLINES)
    .where(DEADLINES.c.case_id == bindparam("of"))
    .order_by(DEADLINES.c.rule, DEADLINES.c.track.nulls_first())
)
DEADLINE_ROWS = JsonRows(DEADLINES, key=("id",))
# From the rows themselves, which the unit has not written yet: their explanations need no way to and fro.
KEEP_OLD = text(
    """
    INSERT INTO deadline_history (deadline_id, sequence, computed_at, replaced_at, explanation)
    SELECT id, replaced.sequence, computed_at, :now, explanation
    FROM jsonb_to_recordset(CAST(:replaced AS jsonb)) AS replaced (id uuid, sequence integer)
    JOIN deadlines USING (id)
    """
)


@dataclass
class Deadline:
    """One clock of one case as last computed; `explanation` is the whole answer to "why this date"."""

    id: UUID
    case_id: UUID
    rule: str
    limit_name: str
    agency: str
    office: str
    start_fact: str | None
    start_at: datetime | None
    start_basis: str | None
    legal_limit: datetime | None
    safe_limit: datetime | None
    actual: datetime | None
    state: str
    disputed: bool
    explanation: dict[str, Any]
    computed_at: datetime
    next_alert_at: datetime | None
    missed_at: datetime | None
    track: UUID | None = None
    clock_office: str | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether its rule rests on general knowledge (`G`) that no lawyer has confirmed."""
        return bool(self.explanation.get("unconfirmed"))

    @property
    def provisional(self) -> bool:
        """Whether it was counted over days of a year whose decree is not there yet."""
        return bool((self.explanation.get("explanation") or {}).get("provisional"))


@dataclass(frozen=True)
class OldComputation:
    """A computation that journal entry `sequence` replaced."""

    sequence: int
    computed_at: datetime
    explanation: dict[str, Any]


class DeadlineStore:
    """Rows of `deadlines` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_case(self, case_id: UUID) -> list[Deadline]:
        """Every deadline of a case in the order of the rules, the case's own before those of its tracks."""
        return [deadline_of(row) for row in self._session.execute(OF_CASE, {"of": case_id}).mappings()]

    def get(self, deadline_id: UUID) -> Deadline | None:
        found = self._session.execute(select(DEADLINES).where(DEADLINES.c.id == deadline_id)).mappings()
        row = found.one_or_none()
        return None if row is None else deadline_of(row)

    def save(self, deadlines: Sequence[Deadline]) -> None:
        """Write them, new or not."""
        DEADLINE_ROWS.save(self._session, map(vars, deadlines))

    def keep_old(self, replaced: Iterable[tuple[int, Deadline]], *, now: datetime) -> None:
        """Keep computations as they stand, each with the number of the entry of its case that replaces it."""
        rows = [{"id": str(old.id), "sequence": sequence} for sequence, old in replaced]
        if rows:
            self._session.execute(KEEP_OLD, {"replaced": json.dumps(rows), "now": now})

    def history(self, deadline_id: UUID) -> list[OldComputation]:
        """What was computed before, oldest first."""
        rows = self._session.scalars(
            select(DeadlineHistoryRow)
            .where(DeadlineHistoryRow.deadline_id == deadline_id)
            .order_by(DeadlineHistoryRow.sequence)
        )
        return [OldComputation(row.sequence, row.computed_at, row.explanation) for row in rows]

    def alerted(self, deadline: Deadline) -> None:
        """Write what an alert changed."""
        self._session.execute(
            update(DeadlineRow)
            .where(DeadlineRow.id == deadline.id)
            .values(next_alert_at=deadline.next_alert_at, missed_at=deadline.missed_at)
        )


def deadline_of(values: Row) -> Deadline:
    """The deadline that a row holds, its times with the offset of its office."""
    counted_at = values["clock_office"] or values["office"]
    local = {name: in_office_time(values[name], counted_at) for name in OFFICE_TIMES}
    return Deadline(**{**dict(values), **local})
