"""Deployments and the law each put in force, recomputations, incidents."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE deployments (
        number bigint GENERATED ALWAYS AS IDENTITY,
        version text NOT NULL,
        rules text NOT NULL,
        calendar text NOT NULL,
        deployed_at timestamptz NOT NULL,
        deployed_by text NOT NULL,
        PRIMARY KEY (number),
        FOREIGN KEY (version) REFERENCES definitions (version)
    )
    """,
    # The newest version so far gets the highest number; which law it was is not known any more.
    """
    INSERT INTO deployments (version, rules, calendar, deployed_at, deployed_by)
    SELECT version, '', '', deployed_at, 'system' FROM definitions ORDER BY deployed_at, version DESC
    """,
    """
    CREATE TABLE recomputations (
        number bigint GENERATED ALWAYS AS IDENTITY,
        deployment bigint NOT NULL,
        old_rules text NOT NULL,
        old_calendar text NOT NULL,
        rules text NOT NULL,
        calendar text NOT NULL,
        state text NOT NULL,
        total integer NOT NULL,
        done integer NOT NULL,
        changed integer NOT NULL,
        failed integer NOT NULL,
        cursor uuid,
        requested_at timestamptz NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (number),
        FOREIGN KEY (deployment) REFERENCES deployments (number)
    )
    """,
    "CREATE INDEX ix_recomputations_running ON recomputations (number) WHERE state = 'running'",
    "CREATE INDEX ix_deadlines_open ON deadlines (case_id) WHERE state = 'open'",
    """
    CREATE TABLE incidents (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        sequence integer NOT NULL,
        element text NOT NULL,
        expression text,
        reason text NOT NULL,
        data_keys jsonb NOT NULL,
        during text NOT NULL,
        event jsonb,
        raised_at timestamptz NOT NULL,
        resolved_at timestamptz,
        resolved_by text,
        PRIMARY KEY (id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    "CREATE UNIQUE INDEX ix_incidents_open ON incidents (case_id) WHERE resolved_at IS NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE incidents")
    op.execute("DROP INDEX ix_deadlines_open")
    op.execute("DROP TABLE recomputations")
    op.execute("DROP TABLE deployments")
