"""`python -m notify.migrate`: bring the database of `notify` to the newest revision."""

from __future__ import annotations

import os

from chassis.schema import migrate_from_environment


def main() -> None:
    """Needs DATABASE_URL alone, as the role that owns the tables."""
    migrate_from_environment("notify", os.environ)


if __name__ == "__main__":
    main()
