"""What Alembic runs; the revisions stand beside it."""

from cases.storage.tables import Base
from chassis.schema import run_migrations

run_migrations(Base.metadata)
