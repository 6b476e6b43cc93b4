"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import create_chassis_tables_v1, drop_chassis_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_chassis_tables_v1(op)
    op.create_table(
        "recipients",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String), nullable=False),
        sa.Column("email", sa.String),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("appointed_at", INSTANT, nullable=False),
    )
    op.create_index("recipients_by_office", "recipients", ["office"])
    op.create_table(
        "preferences",
        sa.Column("recipient_id", sa.String, primary_key=True),
        sa.Column("channels", postgresql.JSONB, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("quiet_hours", postgresql.JSONB),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "case_numbers",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("intake_number", sa.String),
        sa.Column("register_number", sa.String),
    )
    op.create_table(
        "case_limits",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("rule", sa.String),
        sa.Column("legal_limit", sa.String),
        sa.Column("safe_limit", sa.String),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("task", sa.String),
        sa.Column("rule", sa.String),
        sa.Column("limit_name", sa.String),
        sa.Column("legal_limit", sa.String),
        sa.Column("safe_limit", sa.String),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("vacant", sa.Boolean, nullable=False),
    )
    op.create_index(
        "alerts_open_by_case", "alerts", ["case_id", "subject_id"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index(
        "alerts_open_and_vacant",
        "alerts",
        ["office", "agency"],
        postgresql_where=sa.text("vacant AND closed_at IS NULL"),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("alert_id", sa.Uuid, sa.ForeignKey("alerts.id"), nullable=False),
        sa.Column("recipient_id", sa.String, nullable=False),
        sa.Column("in_app", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("acknowledged_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("alert_id", "recipient_id", name="notifications_once"),
    )
    op.create_index("notifications_by_recipient", "notifications", ["recipient_id", "created_at", "id"])
    op.create_index(
        "notifications_unread",
        "notifications",
        ["recipient_id", "created_at", "id"],
        postgresql_where=sa.text("acknowledged_at IS NULL AND in_app"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notification_id", sa.Uuid, sa.ForeignKey("notifications.id"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("recipient_id", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("last_error", sa.String),
        sa.Column("composed_at", INSTANT),
        sa.Column("subject", sa.String),
        sa.Column("body", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("notification_id", "channel", name="deliveries_once"),
    )
    op.create_index(
        "deliveries_due", "deliveries", ["due_at", "id"], postgresql_where=sa.text("state = 'pending'")
    )
    op.create_index("deliveries_by_time", "deliveries", ["created_at", "id"])


def downgrade() -> None:
    for name in (
        "deliveries",
        "notifications",
        "alerts",
        "case_limits",
        "case_numbers",
        "preferences",
        "recipients",
    ):
        op.drop_table(name)
    drop_chassis_tables_v1(op)
