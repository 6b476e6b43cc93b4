"""The open tasks in a table of their own, kept by triggers; saved views."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
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
NAMES = ", ".join(COLUMNS)
OLD, NEW = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("OLD", "NEW"))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
SHOWN = NEW.replace("NEW.words", "strip(NEW.words)")

UP = (
    "DROP INDEX ix_tasks_inbox",
    "DROP INDEX ix_tasks_assignee",
    # Of closed tasks: those of an office, and the newest of all. Neither index has a column that a claim or a
    # completion changes, so that both rewrite the row in place.
    "CREATE INDEX ix_tasks_office ON tasks (office, created_at, id)",
    "CREATE INDEX ix_tasks_created ON tasks (created_at, id)",
    "ALTER TABLE tasks SET (fillfactor = 85)",
    """
    CREATE TABLE open_tasks (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        urgency bigint NOT NULL,
        due_order timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        confidentiality integer NOT NULL,
        priority smallint NOT NULL,
        zone text NOT NULL,
        agency text NOT NULL,
        office text COLLATE "C" NOT NULL,
        level text NOT NULL,
        state text NOT NULL,
        role text NOT NULL,
        regime text NOT NULL,
        stage text NOT NULL,
        name text NOT NULL,
        assignee text,
        track uuid,
        articles text[] NOT NULL,
        words tsvector NOT NULL,
        PRIMARY KEY (id)
    ) WITH (
        fillfactor = 85,
        -- Small and always changing: what is gone must not make the scans of it longer.
        autovacuum_vacuum_scale_factor = 0.02,
        autovacuum_vacuum_insert_scale_factor = 0.05,
        autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 0
    )
    """,
    f"""
    INSERT INTO open_tasks ({NAMES})
    SELECT {NAMES.replace('words', 'strip(words)')} FROM tasks WHERE state IN ('open', 'claimed')
    """,
    """
    CREATE INDEX ix_open_tasks_urgency ON open_tasks (zone, urgency, due_order, id)
        INCLUDE (confidentiality, priority, created_at, agency, level, state, role, regime, stage, name)
    """,
    "CREATE INDEX ix_open_tasks_due ON open_tasks (due_order, id)",
    "CREATE INDEX ix_open_tasks_created ON open_tasks (created_at, id)",
    "CREATE INDEX ix_open_tasks_priority ON open_tasks (priority, due_order, id)",
    "CREATE INDEX ix_open_tasks_office ON open_tasks (office)",
    "CREATE INDEX ix_open_tasks_assignee ON open_tasks (assignee) WHERE assignee IS NOT NULL",
    "CREATE INDEX ix_open_tasks_case ON open_tasks (case_id)",
    "CREATE INDEX ix_open_tasks_words ON open_tasks USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX ix_open_tasks_articles ON open_tasks USING gin (articles) WITH (fastupdate = off)",
    f"""
    CREATE FUNCTION keep_open_task() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state IN ('open', 'claimed') THEN
            INSERT INTO open_tasks ({NAMES}) VALUES ({SHOWN})
            ON CONFLICT (id) DO UPDATE SET {CHANGES};
        ELSE
            DELETE FROM open_tasks WHERE id = NEW.id;
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER tasks_opened AFTER INSERT ON tasks
        FOR EACH ROW WHEN (NEW.state IN ('open', 'claimed')) EXECUTE FUNCTION keep_open_task()
    """,
    f"""
    CREATE TRIGGER tasks_changed AFTER UPDATE ON tasks
        FOR EACH ROW WHEN (({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION keep_open_task()
    """,
    """
    CREATE TABLE saved_views (
        id uuid NOT NULL,
        owner text NOT NULL,
        name text NOT NULL,
        query jsonb NOT NULL,
        version integer NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_saved_views_owner ON saved_views (owner, name, id)",
)

DOWN = (
    "DROP TABLE saved_views",
    "DROP TRIGGER tasks_changed ON tasks",
    "DROP TRIGGER tasks_opened ON tasks",
    "DROP FUNCTION keep_open_task",
    "DROP TABLE open_tasks",
    "ALTER TABLE tasks RESET (fillfactor)",
    "DROP INDEX ix_tasks_created",
    "DROP INDEX ix_tasks_office",
    "CREATE INDEX ix_tasks_assignee ON tasks (assignee, due_order, id) WHERE state = 'claimed'",
    "CREATE INDEX ix_tasks_inbox ON tasks (agency, office, due_order, id) WHERE state IN ('open', 'claimed')",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
