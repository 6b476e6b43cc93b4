"""What coordinators and administrators do to cases as a whole: repairs, suspensions, migrations."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE incidents ADD COLUMN places integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE tasks ADD COLUMN case_state text NOT NULL DEFAULT 'running'",
    """
    UPDATE tasks SET case_state = instances.state FROM instances
    WHERE instances.case_id = tasks.case_id AND instances.state = 'incident' AND tasks.state IN ('open', 'claimed')
    """,
    # What one agency has drafted is not for the other that gets the task in another version.
    """
    CREATE TRIGGER drafts_go_when_tasks_leave AFTER UPDATE OF agency ON tasks FOR EACH ROW
    WHEN (OLD.agency IS DISTINCT FROM NEW.agency) EXECUTE FUNCTION forget_draft()
    """,
    """
    CREATE TABLE migrations (
        number bigint GENERATED ALWAYS AS IDENTITY,
        id uuid NOT NULL UNIQUE,
        target text,
        source text,
        office text,
        cases uuid[],
        renamed jsonb NOT NULL,
        reason text NOT NULL,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL,
        total integer NOT NULL,
        undoes uuid,
        state text NOT NULL,
        done integer NOT NULL,
        moved integer NOT NULL,
        refused integer NOT NULL,
        cursor uuid,
        finished_at timestamptz,
        PRIMARY KEY (number),
        FOREIGN KEY (target) REFERENCES definitions (version),
        FOREIGN KEY (undoes) REFERENCES migrations (id)
    )
    """,
    "CREATE INDEX ix_migrations_running ON migrations (number) WHERE state = 'running'",
    """
    CREATE TABLE moved_cases (
        migration uuid NOT NULL,
        case_id uuid NOT NULL,
        fate text NOT NULL,
        source text NOT NULL,
        sequence integer,
        hindrances jsonb NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (migration, case_id),
        FOREIGN KEY (migration) REFERENCES migrations (id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
)
DOWN = (
    "DROP TABLE moved_cases",
    "DROP TABLE migrations",
    "DROP TRIGGER drafts_go_when_tasks_leave ON tasks",
    "ALTER TABLE tasks DROP COLUMN case_state",
    "ALTER TABLE incidents DROP COLUMN places",
)


def upgrade() -> None:
    """No row is rewritten but the open tasks of cases that are stuck."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """The release before knows no suspension; such cases run."""
    op.execute("UPDATE instances SET state = 'running' WHERE state = 'suspended'")
    for statement in DOWN:
        op.execute(statement)
