"""The revisions of the tables; `env.py` is Alembic's entry."""
