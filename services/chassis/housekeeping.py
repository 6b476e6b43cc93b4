"""Forgetting what the mechanisms no longer need: sent events, inbox ids and used idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from chassis.database import Database
from chassis.unit import Unit

BATCH = 5000


@dataclass(frozen=True)
class Retention:
    """Machine time. Repeats are known by sequence for ever; `inbox` only tells them from conflicts."""

    outbox: timedelta = timedelta(days=30)
    inbox: timedelta = timedelta(days=30)
    idempotency_keys: timedelta = timedelta(days=7)


PRUNE_OUTBOX = """
    DELETE FROM outbox WHERE position IN (
        SELECT position FROM outbox
        WHERE sent_at IS NOT NULL AND written_at < clock_timestamp() - CAST(:age AS interval)
        ORDER BY position LIMIT :batch
    )
"""
PRUNE_INBOX = """
    DELETE FROM inbox WHERE id IN (
        SELECT id FROM inbox WHERE applied_at < clock_timestamp() - CAST(:age AS interval) LIMIT :batch
    )
"""
PRUNE_KEYS = """
    DELETE FROM idempotency_keys WHERE (principal, key) IN (
        SELECT principal, key FROM idempotency_keys
        WHERE created_at < clock_timestamp() - CAST(:age AS interval) ORDER BY created_at LIMIT :batch
    )
"""


def prune(database: Database, *, keep: Retention | None = None) -> int:
    """A part of the worker does this every hour; returns how many rows went, at most a batch a table."""
    keep = keep or Retention()
    plan = [
        (PRUNE_OUTBOX, keep.outbox),
        (PRUNE_INBOX, keep.inbox),
        (PRUNE_KEYS, keep.idempotency_keys),
    ]
    gone = 0
    for statement, age in plan:
        with database.unit_of_work(Unit) as unit:
            done = unit.session.connection().execute(text(statement), {"age": age, "batch": BATCH})
            gone += done.rowcount
    return gone
