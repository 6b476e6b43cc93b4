"""Codes of open tasks in an index of their own, the state of their cases among them."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_COLUMNS = (
    "id",
    "case_id",
    "urgency",
    "due_order",
    "created_at",
    "confidentiality",
    "priority",
    "zone",
    "agency",
    "office",
    "level",
    "state",
    "role",
    "regime",
    "stage",
    "name",
    "assignee",
    "track",
    "articles",
    "words",
)
COLUMNS = (*OLD_COLUMNS, "case_state")


def upgrade() -> None:
    """Rewrites no row but those of open tasks whose case waits; the index is built in a second."""
    op.execute("ALTER TABLE open_tasks ADD COLUMN case_state text NOT NULL DEFAULT 'running'")
    _keep(COLUMNS)
    op.execute(
        """
        UPDATE open_tasks SET case_state = tasks.case_state FROM tasks
        WHERE tasks.id = open_tasks.id AND tasks.state IN ('open', 'claimed') AND tasks.case_state <> 'running'
        """
    )
    # Few different ones, so that each stands there once, with the places of all its rows.
    op.execute(
        """
        CREATE INDEX ix_open_tasks_codes ON open_tasks
            (confidentiality, agency, level, state, role, regime, stage, priority, name, case_state)
        """
    )
    # The tasks of a case are few, and `ix_tasks_case` finds them.
    op.execute("DROP INDEX ix_open_tasks_case")


def downgrade() -> None:
    op.execute("CREATE INDEX ix_open_tasks_case ON open_tasks (case_id)")
    op.execute("DROP INDEX ix_open_tasks_codes")
    _keep(OLD_COLUMNS)
    op.execute("ALTER TABLE open_tasks DROP COLUMN case_state")


def _keep(columns: tuple[str, ...]) -> None:
    """Have the triggers keep these columns of `open_tasks`."""
    names = ", ".join(columns)
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    shown = new.replace("NEW.words", "strip(NEW.words)")
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION keep_open_task() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.state IN ('open', 'claimed') THEN
                INSERT INTO open_tasks ({names}) VALUES ({shown})
                ON CONFLICT (id) DO UPDATE SET {changes};
            ELSE
                DELETE FROM open_tasks WHERE id = NEW.id;
            END IF;
            RETURN NULL;
        END
        $$
        """
    )
    op.execute(
        f"""
        CREATE OR REPLACE TRIGGER tasks_changed AFTER UPDATE ON tasks
            FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION keep_open_task()
        """
    )
