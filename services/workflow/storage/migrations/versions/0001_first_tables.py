"""First tables of `workflow`."""

from alembic import op

from chassis.migrations import create_chassis_tables_v1, drop_chassis_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE definitions (
        version text NOT NULL,
        files jsonb NOT NULL,
        deployed_at timestamptz NOT NULL,
        PRIMARY KEY (version)
    )
    """,
    """
    CREATE TABLE instances (
        case_id uuid NOT NULL,
        definition text NOT NULL,
        regime text NOT NULL,
        origin text NOT NULL,
        office text NOT NULL,
        level text NOT NULL,
        confidentiality integer NOT NULL,
        intake_number text NOT NULL,
        register_number text,
        stage text NOT NULL,
        state text NOT NULL,
        outcome text,
        sequence integer NOT NULL,
        head bytea NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (case_id),
        FOREIGN KEY (definition) REFERENCES definitions (version)
    )
    """,
    "CREATE INDEX ix_instances_office_started ON instances (office, started_at)",
    """
    CREATE TABLE deadlines (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        rule text NOT NULL,
        limit_name text NOT NULL,
        agency text NOT NULL,
        office text NOT NULL,
        start_fact text,
        start_at timestamptz,
        start_basis text,
        legal_limit timestamptz,
        safe_limit timestamptz,
        actual timestamptz,
        state text NOT NULL,
        disputed boolean NOT NULL,
        explanation jsonb NOT NULL,
        computed_at timestamptz NOT NULL,
        next_alert_at timestamptz,
        missed_at timestamptz,
        PRIMARY KEY (id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    "CREATE UNIQUE INDEX ix_deadlines_case_rule ON deadlines (case_id, rule)",
    "CREATE INDEX ix_deadlines_due ON deadlines (next_alert_at) WHERE next_alert_at IS NOT NULL",
    """
    CREATE TABLE facts (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        kind text NOT NULL,
        at timestamptz,
        precision text NOT NULL,
        document text,
        entered_at timestamptz NOT NULL,
        entered_by text NOT NULL,
        sequence integer NOT NULL,
        superseded_by uuid,
        PRIMARY KEY (id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    "CREATE INDEX ix_facts_case ON facts (case_id, sequence)",
    """
    CREATE TABLE free_texts (
        case_id uuid NOT NULL,
        digest text NOT NULL,
        salt text NOT NULL,
        words text NOT NULL,
        PRIMARY KEY (case_id, digest),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    """
    CREATE TABLE journal (
        case_id uuid NOT NULL,
        sequence integer NOT NULL,
        entered_at timestamptz NOT NULL,
        body bytea NOT NULL,
        delta bytea,
        previous bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (case_id, sequence),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    """
    CREATE TABLE snapshots (
        case_id uuid NOT NULL,
        sequence integer NOT NULL,
        state bytea NOT NULL,
        PRIMARY KEY (case_id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    """
    CREATE TABLE tasks (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        name text NOT NULL,
        title text NOT NULL,
        form text NOT NULL,
        limit_name text,
        agency text NOT NULL,
        office text NOT NULL,
        level text NOT NULL,
        regime text NOT NULL,
        confidentiality integer NOT NULL,
        intake_number text NOT NULL,
        state text NOT NULL,
        assignee text,
        version integer NOT NULL,
        created_at timestamptz NOT NULL,
        due_at timestamptz,
        urgency timestamptz NOT NULL,
        legal_limit timestamptz,
        closed_at timestamptz,
        PRIMARY KEY (id),
        FOREIGN KEY (case_id) REFERENCES instances (case_id)
    )
    """,
    "CREATE INDEX ix_tasks_assignee ON tasks (assignee, urgency, id) WHERE state = 'claimed'",
    "CREATE INDEX ix_tasks_case ON tasks (case_id, created_at)",
    "CREATE INDEX ix_tasks_inbox ON tasks (agency, office, urgency, id) WHERE state IN ('open', 'claimed')",
    """
    CREATE TABLE deadline_history (
        deadline_id uuid NOT NULL,
        sequence integer NOT NULL,
        computed_at timestamptz NOT NULL,
        replaced_at timestamptz NOT NULL,
        explanation jsonb NOT NULL,
        PRIMARY KEY (deadline_id, sequence),
        FOREIGN KEY (deadline_id) REFERENCES deadlines (id)
    )
    """,
    """
    CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal is append-only';
    END
    $$
    """,
    """
    CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    EXECUTE FUNCTION refuse_to_rewrite_history()
    """,
)

NAMES = ("deadline_history", "tasks", "snapshots", "journal", "free_texts", "facts", "deadlines", "instances", "definitions")


def upgrade() -> None:
    create_chassis_tables_v1(op)
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    op.execute("DROP FUNCTION refuse_to_rewrite_history")
    drop_chassis_tables_v1(op)

