"""When a task may be put off to: not into the past, not out of sight, and beyond its safe limit only with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from chassis.errors import InvalidInputError
from workflow.domain.task import HumanTask

FARTHEST = timedelta(days=366)


def refuse_follow_up(task: HumanTask, follow_up_on: date, *, has_reason: bool, now: datetime) -> None:
    """Raises InvalidInputError for a day on which nobody should look at this task again; days are the office's."""
    today = now.astimezone(task.zone.tz).date()
    if not today <= follow_up_on <= today + FARTHEST:
        raise InvalidInputError(
            f"Choose a day from {today} on, within a year.",
            id=f"Pilih hari mulai {today}, dalam satu tahun.",
            field="follow_up_on",
            rule="follow-up-within-a-year",
        )
    if task.due_at is not None and follow_up_on > task.due_at.date() and not has_reason:
        raise InvalidInputError(
            f"The safe limit is {task.due_at.date()}. Choose a day before it, or write the reason.",
            id=f"Batas amannya {task.due_at.date()}. Pilih hari sebelumnya, atau tuliskan alasannya.",
            field="reason",
            rule="follow-up-before-limit",
        )
