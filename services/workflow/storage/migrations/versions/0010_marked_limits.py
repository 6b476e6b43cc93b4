"""Tasks say whether the limit on them is unconfirmed or provisional."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UP = (
    """
    ALTER TABLE tasks
        ADD COLUMN limit_unconfirmed boolean NOT NULL DEFAULT false,
        ADD COLUMN limit_provisional boolean NOT NULL DEFAULT false
    """,
    """
    UPDATE tasks SET
        limit_unconfirmed = coalesce(CAST(deadlines.explanation ->> 'unconfirmed' AS boolean), false),
        limit_provisional = coalesce(
            CAST(deadlines.explanation -> 'explanation' ->> 'provisional' AS boolean), false
        )
    FROM deadlines
    WHERE tasks.state IN ('open', 'claimed') AND deadlines.state = 'open'
        AND deadlines.case_id = tasks.case_id AND deadlines.limit_name = tasks.limit_name
        AND deadlines.track IS NOT DISTINCT FROM tasks.track
    """,
)


def upgrade() -> None:
    """Rewrites no closed task."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE tasks DROP COLUMN limit_provisional, DROP COLUMN limit_unconfirmed")
