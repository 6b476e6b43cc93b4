"""Cursor paging: a page is what comes after one row in a total order, so rows added meanwhile shift nothing.

The cursor is opaque but not secret and not signed: it says where to go on, never what may be seen.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from marshmallow import Schema, fields, validate
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from chassis.errors import InvalidInputError
from chassis.fields import PlainText, RequestSchema

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR_LENGTH = 1000

T = TypeVar("T")
V = TypeVar("V")

READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    UUID: UUID,
    str: str,
    int: int,
}


@dataclass(frozen=True)
class PageRequest:
    """How many rows, and after which one."""

    limit: int = DEFAULT_LIMIT
    after: str | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the next page; None on the last one."""

    items: Sequence[T]
    next: str | None

    def each(self, make: Callable[[T], V]) -> Page[V]:
        """The same page of what `make` turns the rows into."""
        return Page([make(item) for item in self.items], self.next)


@dataclass(frozen=True)
class Order:
    """A total order of non-null columns: the last one is unique. `name` keeps cursors of other lists out."""

    name: str
    columns: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False

    def page(self, statement: Select[Any], asked: PageRequest) -> Select[Any]:
        """The statement for one page and one row more, which tells whether another page follows."""
        if asked.after is not None:
            place = tuple_(*self.columns)
            after = tuple_(*self._read(asked.after))
            statement = statement.where(place < after if self.descending else place > after)
        ordered = [column.desc() if self.descending else column.asc() for column in self.columns]
        return statement.order_by(*ordered).limit(asked.limit + 1)

    def cut(self, rows: Sequence[T], asked: PageRequest) -> Page[T]:
        """The page itself, from the rows that `page` selected."""
        items = rows[: asked.limit]
        more = len(rows) > asked.limit
        return Page(items, self._write(items[-1]) if more else None)

    def _write(self, row: Any) -> str:
        values = [getattr(row, column.key) for column in self.columns]
        shown = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        text = json.dumps([self.name, *shown], default=str, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> list[Any]:
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            name, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            readers = [READERS[column.type.python_type] for column in self.columns]
            place = [read(value) for read, value in zip(readers, values, strict=True)]
        except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
            raise _bad_cursor() from error
        if name != self.name or any(isinstance(value, str) and "\x00" in value for value in place):
            raise _bad_cursor()
        return place


def _bad_cursor() -> InvalidInputError:
    return InvalidInputError(
        "This is not a cursor of this list. Start without `after`, then send the `next` of the page before.",
        id="Ini bukan penanda halaman daftar ini. Mulai tanpa `after`, lalu kirim `next` dari halaman sebelumnya.",
        field="after",
        rule="cursor",
    )


class PageArguments(RequestSchema):
    """`?after=` and `?limit=`; the filters of a list inherit from it and take them out with `page_request`."""

    after = PlainText(longest=MAX_CURSOR_LENGTH, load_default=None)
    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT, error="Ask for {min} to {max}. / Minta {min} sampai {max}."),
    )


def page_request(query: dict[str, Any]) -> PageRequest:
    """Takes the paging out of a loaded query; what is left are the filters."""
    return PageRequest(limit=query.pop("limit"), after=query.pop("after"))


def page_schema(item: type[Schema]) -> type[Schema]:
    """The answer's schema for a page of these items."""
    shape = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(allow_none=True, required=True),
    }
    return Schema.from_dict(shape, name=f"{item.__name__.removesuffix('Schema')}PageSchema")  # type: ignore[arg-type] # fields are fields
