"""Alembic revisions of `cases`; a released one never changes."""
