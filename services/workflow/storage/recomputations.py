"""The durable work list of recomputation: one row a change of the law, with how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, literal_column, select, update
from sqlalchemy.orm import Session

from chassis.paging import Order, Page, PageRequest
from workflow.domain.deadline import State
from workflow.storage.clock_tables import DeadlineRow
from workflow.storage.definitions import Deployment
from workflow.storage.law_tables import RecomputationRow

BY_NUMBER = Order("recomputations", (RecomputationRow.number,), descending=True)
JOBS = cast(Table, RecomputationRow.__table__)
RUNNING = JOBS.c.state == "running"
LOCK = select(JOBS).where(RUNNING).order_by(JOBS.c.number).limit(1).with_for_update(skip_locked=True)
BEFORE_ALL = UUID(int=0)
NEXT = (
    select(DeadlineRow.case_id)
    .where(DeadlineRow.state == literal_column(f"'{State.OPEN}'"), DeadlineRow.case_id > bindparam("cursor"))
    .distinct()
    .order_by(DeadlineRow.case_id)
    .limit(bindparam("batch"))
)
MOVING = ("state", "done", "changed", "failed", "cursor", "finished_at")
SAVE = update(JOBS).where(JOBS.c.number == bindparam("of")).values({name: bindparam(name) for name in MOVING})


class JobState(StrEnum):
    """`superseded`: the law changed again before it was done, and the later one does the rest."""

    RUNNING = "running"
    DONE = "done"
    SUPERSEDED = "superseded"


@dataclass
class Recomputation:
    """`total`, `done` and `failed` count cases, `changed` deadlines whose dates are others now."""

    number: int
    deployment: int
    old_rules: str
    old_calendar: str
    rules: str
    calendar: str
    state: JobState
    total: int
    done: int
    changed: int
    failed: int
    cursor: UUID | None
    requested_at: datetime
    finished_at: datetime | None


class RecomputationStore:
    """Rows of `recomputations` as domain objects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def request(self, deployment: Deployment, before: Deployment, *, now: datetime) -> None:
        """The law of `before` gave way to that of `deployment`; unfinished work for older laws ends here."""
        self._session.execute(update(JOBS).where(RUNNING).values(state=JobState.SUPERSEDED, finished_at=now))
        self._session.add(
            RecomputationRow(
                deployment=deployment.number,
                old_rules=before.rules,
                old_calendar=before.calendar,
                rules=deployment.rules,
                calendar=deployment.calendar,
                state=JobState.RUNNING,
                total=self._session.scalar(_count_of_open_cases()) or 0,
                done=0,
                changed=0,
                failed=0,
                requested_at=now,
            )
        )
        self._session.flush()

    def lock_running(self) -> Recomputation | None:
        """The work to do, locked; None when there is none, or another process has it in hand."""
        row = self._session.execute(LOCK).one_or_none()
        return None if row is None else _job(row)

    def cases_after(self, cursor: UUID | None, *, batch: int) -> list[UUID]:
        """The next cases with a running clock, in the order of their ids."""
        return list(self._session.scalars(NEXT, {"cursor": cursor or BEFORE_ALL, "batch": batch}))

    def save(self, job: Recomputation) -> None:
        """How far it has come; commits with the cases it has come to."""
        self._session.execute(SAVE, {"of": job.number, **{name: getattr(job, name) for name in MOVING}})

    def count_running(self) -> int:
        return self._session.scalar(select(func.count()).select_from(JOBS).where(RUNNING)) or 0

    def page(self, asked: PageRequest) -> Page[Recomputation]:
        """All of them, the newest first."""
        rows = self._session.execute(BY_NUMBER.page(select(JOBS), asked)).all()
        return BY_NUMBER.cut(rows, asked).each(_job)


def _count_of_open_cases() -> Select[int]:
    return select(func.count(func.distinct(DeadlineRow.case_id))).where(DeadlineRow.state == State.OPEN)


def _job(row: Row[Any]) -> Recomputation:
    return Recomputation(**{**row._asdict(), "state": JobState(row.state)})
