"""The outbox is asked by subject alone, and its index is a tenth of what it was."""

from alembic import op

from chassis.migrations import index_outbox_by_place_v1, index_outbox_by_subject_v2

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_outbox_by_subject_v2(op)


def downgrade() -> None:
    index_outbox_by_place_v1(op)
