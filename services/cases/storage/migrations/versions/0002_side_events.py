"""Withdrawals, transfers and joined cases."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE withdrawals (
        party_id uuid PRIMARY KEY REFERENCES parties (id),
        case_id uuid NOT NULL REFERENCES cases (id),
        fact jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by text NOT NULL
    )
    """,
    "CREATE INDEX withdrawals_of_case ON withdrawals (case_id)",
    """
    CREATE TABLE transfers (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases (id),
        direction text NOT NULL,
        from_office text NOT NULL,
        to_office text NOT NULL,
        number text NOT NULL,
        decided jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by text NOT NULL
    )
    """,
    "CREATE INDEX transfers_of_case ON transfers (case_id, recorded_at)",
    "CREATE INDEX transfers_number ON transfers (lower(number))",
    """
    CREATE TABLE joinings (
        case_id uuid NOT NULL REFERENCES cases (id),
        joined_case_id uuid NOT NULL REFERENCES cases (id),
        decided jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by text NOT NULL,
        PRIMARY KEY (case_id, joined_case_id)
    )
    """,
)

NAMES = ("joinings", "transfers", "withdrawals")


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
