"""What a database holds, so that a test can say that nothing changed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database import Database

TABLES = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")


def picture_of(database: Database) -> dict[str, tuple[int, str | None]]:
    """For each table, how many rows and a digest of all of them."""
    with Session(database.bind) as session:
        return {name: _of_table(session, name) for name in session.scalars(TABLES)}


def _of_table(session: Session, name: str) -> tuple[int, str | None]:
    digest = "md5(string_agg(t::text, chr(10) ORDER BY t::text))"
    count, hashed = session.execute(text(f'SELECT count(*), {digest} FROM "{name}" t')).one()  # noqa: S608 - a name from the catalogue
    return count, hashed
