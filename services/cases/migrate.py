"""`python -m cases.migrate`: bring the database of `cases` to the newest revision."""

from __future__ import annotations

import os

from chassis.schema import migrate_from_environment


def main() -> None:
    """Needs DATABASE_URL alone, as the role that owns the tables."""
    migrate_from_environment("cases", os.environ)


if __name__ == "__main__":
    main()
