"""What coordinators and administrators do to cases as a whole: repairs, suspensions, migrations."""

from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE incidents ADD COLUMN places integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE tasks ADD COLUMN case_state text NOT NULL DEFAULT 'running'",
    """
    UPDATE tasks SET case_state = instances.state FROM instances
    WHERE instances.case_id = tasks.case_id AND instances.state = 'incident' AND tasks.state IN ('open', 'claimed')
    """,
)
DOWN = (
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
