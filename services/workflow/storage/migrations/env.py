"""What Alembic runs; the revisions stand beside it."""

from chassis.schema import run_migrations
from workflow.storage.tables import Base

run_migrations(Base.metadata)
