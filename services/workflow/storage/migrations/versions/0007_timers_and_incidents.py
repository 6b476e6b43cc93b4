"""Alerts by office, events that wait for a stuck case, and a journal and outbox that take less room."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP INDEX ix_deadlines_due",
    "CREATE INDEX ix_deadlines_due ON deadlines (office, next_alert_at, id) WHERE next_alert_at IS NOT NULL",
    "CREATE INDEX ix_deadlines_passing ON deadlines (legal_limit) WHERE next_alert_at IS NOT NULL",
    """
    CREATE TABLE held_events (
        case_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        event jsonb NOT NULL,
        PRIMARY KEY (case_id, position),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    # Rows of one or two kilobytes are below what PostgreSQL compresses unasked. Rows that are there stay as they are.
    "ALTER TABLE journal ALTER body SET STORAGE MAIN, ALTER delta SET STORAGE MAIN, SET (toast_tuple_target = 128)",
    "ALTER TABLE outbox ALTER data SET STORAGE MAIN, SET (toast_tuple_target = 128)",
)


def upgrade() -> None:
    """No row is rewritten; the indexes are built while nobody writes deadlines."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """What is stored in less room can be read by the release before."""
    op.execute("DROP TABLE held_events")
    op.execute("DROP INDEX ix_deadlines_passing")
    op.execute("DROP INDEX ix_deadlines_due")
    op.execute("CREATE INDEX ix_deadlines_due ON deadlines (next_alert_at) WHERE next_alert_at IS NOT NULL")
