"""The chassis' own tables, one set in each service's database, apart from the service's metadata.

Times here are machine time, written by the database; only `outbox.time` is case time.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("time", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("traceparent", Text),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("sent_at", DateTime(timezone=True)),
    # The relay's question: what is not sent yet, in order. Stays small however long the table grows.
    Index("outbox_unsent", "position", postgresql_where=text("sent_at IS NULL")),
    # Sending a subject again after a loss. That no two events share a place is seen to by the lock on the subject's row
    # in `streams`, and held against by every receiver.
    Index("outbox_subject", "subject"),
)

streams = Table(
    "streams",
    metadata,
    Column("subject", Text, primary_key=True),
    # Its row lock makes writers about one subject wait for each other, so that numbers have no gaps.
    Column("last_sequence", BigInteger, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("applied_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    # Which event took this place? Tells a repeat from a second event with a used number.
    Index("inbox_place", "source", "subject", "sequence", unique=True),
)

inbox_streams = Table(
    "inbox_streams",
    metadata,
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # The last sequence whose effect is here; its row lock serialises consumers on one subject.
    Column("applied", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "subject"),
)

inbox_parked = Table(
    "inbox_parked",
    metadata,
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    PrimaryKeyConstraint("source", "subject", "sequence"),
)

inbox_failures = Table(
    "inbox_failures",
    metadata,
    # The event that holds up its subject because it went to the dead letters.
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    PrimaryKeyConstraint("source", "subject", "sequence"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("principal", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("status", SmallInteger),
    Column("headers", JSONB),
    Column("body", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("principal", "key"),
    # Housekeeping deletes the oldest.
    Index("idempotency_keys_created_at", "created_at"),
)
