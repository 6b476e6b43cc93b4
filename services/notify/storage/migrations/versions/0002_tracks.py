"""Limits and alerts of one suspect apart from those of the case."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts", sa.Column("track", sa.Uuid))
    op.add_column("case_limits", sa.Column("track", sa.String, nullable=False, server_default=""))
    op.execute("ALTER TABLE case_limits DROP CONSTRAINT case_limits_pkey")
    op.execute("ALTER TABLE case_limits ADD PRIMARY KEY (case_id, name, track)")


def downgrade() -> None:
    op.execute("DELETE FROM case_limits WHERE track <> ''")
    op.execute("ALTER TABLE case_limits DROP CONSTRAINT case_limits_pkey")
    op.execute("ALTER TABLE case_limits ADD PRIMARY KEY (case_id, name)")
    op.drop_column("case_limits", "track")
    op.drop_column("alerts", "track")
