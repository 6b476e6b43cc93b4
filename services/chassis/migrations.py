"""The chassis' tables as explicit, numbered steps that a service's Alembic migrations call.

A step never changes once released: `tables.py` says how the tables are now, and a test holds the two together.
"""

from __future__ import annotations

from alembic.operations import Operations

TABLES_V1 = (
    """
    CREATE TABLE outbox (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        sequence bigint NOT NULL,
        time timestamptz NOT NULL,
        data jsonb NOT NULL,
        traceparent text,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        sent_at timestamptz
    )
    """,
    "CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL",
    "CREATE UNIQUE INDEX outbox_subject_sequence ON outbox (subject, sequence)",
    "CREATE TABLE streams (subject text PRIMARY KEY, last_sequence bigint NOT NULL) WITH (fillfactor = 80)",
    """
    CREATE TABLE inbox (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        subject text NOT NULL,
        sequence bigint NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE UNIQUE INDEX inbox_place ON inbox (source, subject, sequence)",
    """
    CREATE TABLE inbox_streams (
        source text NOT NULL,
        subject text NOT NULL,
        applied bigint NOT NULL,
        PRIMARY KEY (source, subject)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE inbox_parked (
        source text NOT NULL,
        subject text NOT NULL,
        sequence bigint NOT NULL,
        id uuid NOT NULL,
        body bytea NOT NULL,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (source, subject, sequence)
    )
    """,
    """
    CREATE TABLE inbox_failures (
        source text NOT NULL,
        subject text NOT NULL,
        sequence bigint NOT NULL,
        type text NOT NULL,
        reason text NOT NULL,
        failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (source, subject, sequence)
    )
    """,
    """
    CREATE TABLE idempotency_keys (
        principal text NOT NULL,
        key text NOT NULL,
        endpoint text NOT NULL,
        body_hash text NOT NULL,
        status smallint,
        headers jsonb,
        body text,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (principal, key)
    )
    """,
    "CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)",
)

NAMES_V1 = (
    "outbox",
    "streams",
    "inbox",
    "inbox_streams",
    "inbox_parked",
    "inbox_failures",
    "idempotency_keys",
)


def create_chassis_tables_v1(op: Operations) -> None:
    """For `upgrade()` of a service's first revision, with Alembic's `op`."""
    for statement in TABLES_V1:
        op.execute(statement)


def drop_chassis_tables_v1(op: Operations) -> None:
    """For `downgrade()` of the same revision."""
    for name in NAMES_V1:
        op.execute(f"DROP TABLE {name}")


def index_outbox_by_subject_v2(op: Operations) -> None:
    """For `upgrade()` of a later revision: many events of one subject then share one entry of the index."""
    op.execute("CREATE INDEX outbox_subject ON outbox (subject)")
    op.execute("DROP INDEX outbox_subject_sequence")


def index_outbox_by_place_v1(op: Operations) -> None:
    """For `downgrade()` of the same revision."""
    op.execute("CREATE UNIQUE INDEX outbox_subject_sequence ON outbox (subject, sequence)")
    op.execute("DROP INDEX outbox_subject")
