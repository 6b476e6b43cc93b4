"""Tracks of suspects, signatures of discussions, who may stand in, and the office whose zone clocks count in."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE facts ADD COLUMN track uuid",
    "ALTER TABLE deadlines ADD COLUMN track uuid, ADD COLUMN clock_office text",
    "DROP INDEX ix_deadlines_case_rule",
    "CREATE UNIQUE INDEX ix_deadlines_case_rule ON deadlines (case_id, rule, track) NULLS NOT DISTINCT",
    """
    ALTER TABLE tasks
        ADD COLUMN track uuid,
        ADD COLUMN clock_office text,
        ADD COLUMN opened_in integer NOT NULL DEFAULT 0,
        ADD COLUMN discussion text
    """,
    "ALTER TABLE instances ADD COLUMN clock_office text",
    """
    CREATE TABLE tracks (
        case_id uuid NOT NULL,
        id uuid NOT NULL,
        named_at timestamptz,
        opened_at timestamptz NOT NULL,
        state text NOT NULL,
        outcome text,
        ended_at timestamptz,
        PRIMARY KEY (case_id, id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    """
    CREATE TABLE members (
        id text NOT NULL,
        agency text NOT NULL,
        appointed_at timestamptz NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE signatures (
        case_id uuid NOT NULL,
        occurrence integer NOT NULL,
        agency text NOT NULL,
        discussion text NOT NULL,
        track uuid,
        signer text NOT NULL,
        stance text NOT NULL,
        stand_in text,
        mandate text,
        reasons text,
        task_id uuid NOT NULL,
        sequence integer NOT NULL,
        signed_at timestamptz NOT NULL,
        PRIMARY KEY (case_id, occurrence, agency),
        FOREIGN KEY (case_id) REFERENCES instances (case_id),
        FOREIGN KEY (task_id) REFERENCES tasks (id)
    )
    """,
)

DOWN = (
    "DROP TABLE signatures",
    "DROP TABLE members",
    "DROP TABLE tracks",
    "ALTER TABLE instances DROP COLUMN clock_office",
    """
    ALTER TABLE tasks
        DROP COLUMN track, DROP COLUMN clock_office, DROP COLUMN opened_in, DROP COLUMN discussion
    """,
    "DROP INDEX ix_deadlines_case_rule",
    "ALTER TABLE deadlines DROP COLUMN track, DROP COLUMN clock_office",
    "CREATE UNIQUE INDEX ix_deadlines_case_rule ON deadlines (case_id, rule)",
    "ALTER TABLE facts DROP COLUMN track",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
