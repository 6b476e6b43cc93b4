"""The rows of `gakkumdu bench timers`; how fast they are told of is not measured here."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from chassis.database import Database
from tests.workflow.builders import MONDAY
from workflow.bench_timers import seed
from workflow.storage.unit import WorkflowUnit


def test_so_many_reminders_wait_and_so_many_of_them_come_due(database: Database) -> None:
    seed(database, 200, 30, 20)
    with database.unit_of_work(WorkflowUnit) as unit:
        pending = "SELECT count(*) FROM deadlines WHERE next_alert_at IS NOT NULL"
        assert unit.session.scalar(text(pending)) == 200
        due = text(f"{pending} AND next_alert_at < :soon")
        assert unit.session.scalar(due, {"soon": MONDAY + timedelta(hours=1)}) == 30
        assert unit.session.scalar(text("SELECT count(*) FROM open_tasks")) == 21
