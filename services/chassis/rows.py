"""Many rows of one table as one JSON document: one statement of unchanging text, however many rows there are.

A statement that does more takes its part from `inserting` or `saving`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, RowMapping, Table, TextClause, Uuid, text
from sqlalchemy.orm import Session

Row = Mapping[str, Any] | RowMapping
"""Values by column, from JSON or from a query."""
Restore = Callable[[Any], Any]


class JsonRows:
    """Reads and writes the named columns of a table, all of them unless fewer are named; binary ones it only writes.

    Those of `lasting` never change once a row is there.
    """

    def __init__(
        self,
        table: Table,
        *,
        key: Sequence[str],
        columns: Sequence[str] | None = None,
        lasting: Sequence[str] = (),
    ) -> None:
        self.columns = tuple(columns or table.columns.keys())
        self._table, self._key, self._lasting = table.name, key, {*key, *lasting}
        self._insert, self._upsert = text(self.inserting("rows")), text(self.saving("rows"))
        self._restore = {name: _restore(table, name) for name in self.columns}

    def saving(self, parameter: str) -> str:
        """SQL that inserts the `document` in this parameter, or writes over rows with the same key."""
        changing = [name for name in self.columns if name not in self._lasting]
        changes = ", ".join(f"{name} = excluded.{name}" for name in changing)
        return f"{self.inserting(parameter)} ON CONFLICT ({', '.join(self._key)}) DO UPDATE SET {changes}"

    def inserting(self, parameter: str) -> str:
        """SQL that inserts the `document` in this parameter; a key that is there already is an IntegrityError."""
        names = ", ".join(self.columns)
        source = f"jsonb_populate_recordset(NULL::{self._table}, CAST(:{parameter} AS jsonb))"
        return f"INSERT INTO {self._table} ({names}) SELECT {names} FROM {source}"  # noqa: S608 - our own names

    def add(self, session: Session, rows: Iterable[Row]) -> None:
        """Insert them; a key that is there already is an IntegrityError."""
        self._execute(session, self._insert, rows)

    def save(self, session: Session, rows: Iterable[Row]) -> None:
        """Insert them, or write over those with the same key; no two of them may have one key."""
        self._execute(session, self._upsert, rows)

    def read(self, document: Iterable[Row] | None) -> list[dict[str, Any]]:
        """Rows that PostgreSQL gave as JSON, with times and ids as Python has them; none for an empty aggregate."""
        return [
            {name: restore(row[name]) for name, restore in self._restore.items()} for row in document or ()
        ]

    def document(self, rows: Iterable[Row]) -> str:
        """The rows as the statements here take them, and others that read with `jsonb_to_recordset`."""
        return json.dumps([{name: row[name] for name in self.columns} for row in rows], default=_as_text)

    def _execute(self, session: Session, statement: TextClause, rows: Iterable[Row]) -> None:
        written = list(rows)
        if written:
            session.execute(statement, {"rows": self.document(written)})


def _restore(table: Table, name: str) -> Restore:
    kind = table.columns[name].type
    if isinstance(kind, DateTime):
        return _or_none(datetime.fromisoformat)
    if isinstance(kind, Date):
        return _or_none(date.fromisoformat)
    if isinstance(kind, Uuid):
        return _or_none(UUID)
    return _as_is


def _or_none(restore: Restore) -> Restore:
    return lambda value: None if value is None else restore(value)


def _as_is(value: Any) -> Any:
    return value


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} has no place in a JSON row")
