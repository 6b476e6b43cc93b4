"""What the inbox filters and orders by: zone, stage, articles, role, priority, follow-up, words, place in working time."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE instances ADD COLUMN articles text[] NOT NULL DEFAULT '{}'",
    "DROP INDEX ix_tasks_inbox",
    "DROP INDEX ix_tasks_assignee",
    "ALTER TABLE tasks DROP COLUMN urgency",
    """
    ALTER TABLE tasks
        ADD COLUMN zone text,
        ADD COLUMN stage text,
        ADD COLUMN register_number text,
        ADD COLUMN articles text[] NOT NULL DEFAULT '{}',
        ADD COLUMN role text NOT NULL DEFAULT 'officer',
        ADD COLUMN priority smallint NOT NULL DEFAULT 2,
        ADD COLUMN follow_up_on date,
        ADD COLUMN working_limit bigint
    """,
    """
    UPDATE tasks SET
        zone = CASE
            WHEN left(COALESCE(tasks.clock_office, tasks.office), 2) IN
                ('51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76') THEN 'WITA'
            WHEN left(COALESCE(tasks.clock_office, tasks.office), 2) IN
                ('81', '82', '91', '92', '93', '94', '95', '96') THEN 'WIT'
            ELSE 'WIB'
        END,
        stage = instances.stage,
        register_number = instances.register_number
    FROM instances WHERE instances.case_id = tasks.case_id
    """,
    r"""
    ALTER TABLE tasks
        ALTER COLUMN zone SET NOT NULL,
        ALTER COLUMN stage SET NOT NULL,
        ADD COLUMN urgency bigint NOT NULL
            GENERATED ALWAYS AS (COALESCE(working_limit, 9223372036854775807)) STORED,
        ADD COLUMN due_order timestamptz NOT NULL
            GENERATED ALWAYS AS (COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00')) STORED,
        ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
            to_tsvector('indonesian'::regconfig, title)
            || to_tsvector('simple'::regconfig, regexp_replace(
                title || ' ' || intake_number || ' ' || COALESCE(register_number, ''),
                '[^[:alnum:]]+', ' ', 'g'))
        ) STORED
    """,
    "CREATE INDEX ix_tasks_inbox ON tasks (agency, office, due_order, id) WHERE state IN ('open', 'claimed')",
    "CREATE INDEX ix_tasks_assignee ON tasks (assignee, due_order, id) WHERE state = 'claimed'",
)

DOWN = (
    "DROP INDEX ix_tasks_inbox",
    "DROP INDEX ix_tasks_assignee",
    """
    ALTER TABLE tasks
        DROP COLUMN words,
        DROP COLUMN due_order,
        DROP COLUMN urgency,
        DROP COLUMN working_limit,
        DROP COLUMN follow_up_on,
        DROP COLUMN priority,
        DROP COLUMN role,
        DROP COLUMN articles,
        DROP COLUMN register_number,
        DROP COLUMN stage,
        DROP COLUMN zone
    """,
    """
    ALTER TABLE tasks ADD COLUMN urgency timestamptz NOT NULL
        GENERATED ALWAYS AS (COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00')) STORED
    """,
    "ALTER TABLE tasks ALTER COLUMN urgency DROP EXPRESSION",
    "CREATE INDEX ix_tasks_assignee ON tasks (assignee, urgency, id) WHERE state = 'claimed'",
    "CREATE INDEX ix_tasks_inbox ON tasks (agency, office, urgency, id) WHERE state IN ('open', 'claimed')",
    "ALTER TABLE instances DROP COLUMN articles",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
