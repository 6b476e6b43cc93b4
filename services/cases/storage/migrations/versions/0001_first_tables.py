"""First tables of `cases`."""

from alembic import op

from chassis.migrations import create_chassis_tables_v1, drop_chassis_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE cases (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        regime text NOT NULL,
        origin text NOT NULL,
        election text NOT NULL,
        office text NOT NULL,
        bawaslu_region text NOT NULL,
        description text NOT NULL,
        confidentiality integer NOT NULL,
        articles text[] NOT NULL,
        facts jsonb NOT NULL,
        intake_number text NOT NULL,
        receipt_code text NOT NULL,
        received_at timestamptz NOT NULL,
        received_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        status text NOT NULL,
        stage text,
        outcome text,
        register_number text,
        registered_at timestamptz,
        closed_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX cases_receipt_code ON cases (receipt_code)",
    "CREATE INDEX cases_newest ON cases (received_at DESC, id DESC)",
    "CREATE INDEX cases_of_office ON cases (office text_pattern_ops, received_at DESC, id DESC)",
    "CREATE UNIQUE INDEX cases_intake_number ON cases (lower(intake_number), office, regime)",
    "CREATE UNIQUE INDEX cases_register_number ON cases (lower(register_number), office, regime)",
    """
    CREATE TABLE parties (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        case_id uuid NOT NULL REFERENCES cases (id),
        role text NOT NULL,
        ordinal integer NOT NULL,
        status text NOT NULL,
        held text[] NOT NULL,
        added_at timestamptz NOT NULL,
        added_by text NOT NULL,
        changed_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX parties_of_case ON parties (case_id, role, ordinal)",
    """
    CREATE TABLE party_identities (
        party_id uuid PRIMARY KEY REFERENCES parties (id),
        name text NOT NULL,
        address text,
        contact text,
        id_number text
    )
    """,
    """
    CREATE TABLE members (
        id text PRIMARY KEY,
        version integer NOT NULL,
        name text,
        agency text NOT NULL,
        office text NOT NULL,
        roles text[] NOT NULL,
        email text NOT NULL,
        language text NOT NULL,
        appointed_at timestamptz NOT NULL,
        appointed_by text NOT NULL
    )
    """,
    "CREATE INDEX members_of_office ON members (office text_pattern_ops, id)",
    """
    CREATE TABLE number_sequences (
        office text NOT NULL,
        regime text NOT NULL,
        book text NOT NULL,
        year integer NOT NULL,
        last integer NOT NULL,
        PRIMARY KEY (office, regime, book, year)
    ) WITH (fillfactor = 80)
    """,
)

NAMES = ("number_sequences", "members", "party_identities", "parties", "cases")


def upgrade() -> None:
    create_chassis_tables_v1(op)
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    drop_chassis_tables_v1(op)
