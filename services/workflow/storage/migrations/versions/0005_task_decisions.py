"""Who decided what about a task, drafts of forms, members with office and roles."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = (
    """
    ALTER TABLE tasks
        ADD COLUMN follow_up_by text,
        ADD COLUMN delegators text[] NOT NULL DEFAULT '{}',
        ADD COLUMN returned_at timestamptz
    """,
    "ALTER TABLE members ADD COLUMN office text, ADD COLUMN roles text[] NOT NULL DEFAULT '{}'",
    "CREATE INDEX ix_members_office ON members (agency, office, id)",
    """
    CREATE TABLE task_decisions (
        case_id uuid NOT NULL,
        sequence integer NOT NULL,
        task_id uuid NOT NULL,
        kind text NOT NULL,
        actor text NOT NULL,
        about jsonb NOT NULL,
        reason text,
        decided_at timestamptz NOT NULL,
        PRIMARY KEY (case_id, sequence),
        FOREIGN KEY (case_id) REFERENCES instances (case_id),
        FOREIGN KEY (task_id) REFERENCES tasks (id)
    )
    """,
    "CREATE INDEX ix_task_decisions_task ON task_decisions (task_id, sequence)",
    """
    CREATE TABLE drafts (
        task_id uuid NOT NULL,
        version integer NOT NULL,
        answers jsonb NOT NULL,
        saved_by text NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (task_id),
        FOREIGN KEY (task_id) REFERENCES tasks (id)
    )
    """,
    # Here and not in the code that closes tasks: no way of closing one may leave a draft behind.
    """
    CREATE FUNCTION forget_draft() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM drafts WHERE task_id = NEW.id;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER drafts_go_when_tasks_close AFTER UPDATE OF state ON tasks FOR EACH ROW
    WHEN (NEW.state IN ('completed', 'cancelled') AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION forget_draft()
    """,
)

DOWN = (
    "DROP TRIGGER drafts_go_when_tasks_close ON tasks",
    "DROP FUNCTION forget_draft",
    "DROP TABLE drafts",
    "DROP TABLE task_decisions",
    "DROP INDEX ix_members_office",
    "ALTER TABLE members DROP COLUMN roles, DROP COLUMN office",
    "ALTER TABLE tasks DROP COLUMN returned_at, DROP COLUMN delegators, DROP COLUMN follow_up_by",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
