"""Limits say whether they are unconfirmed or provisional."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("alerts", "case_limits")


def upgrade() -> None:
    """What was told before stays without marks; the next event of a limit brings them."""
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN unconfirmed boolean NOT NULL DEFAULT false, "
            "ADD COLUMN provisional boolean NOT NULL DEFAULT false"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN provisional, DROP COLUMN unconfirmed")
