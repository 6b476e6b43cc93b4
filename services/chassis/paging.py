"""Cursor paging: a page is what comes after one row in a total order, so rows added meanwhile shift nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from marshmallow import Schema, fields, validate
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from chassis.cursor import digest_of_question, read_cursor, write_cursor
from chassis.fields import PlainText, RequestSchema

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR_LENGTH = 1000

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True)
class PageRequest:
    """How many rows, and after which one of the answer to which question."""

    limit: int = DEFAULT_LIMIT
    after: str | None = None
    question: str = ""


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
            kinds = [column.type.python_type for column in self.columns]
            after = tuple_(*read_cursor(asked.after, kinds, of=self.name, question=asked.question))
            statement = statement.where(place < after if self.descending else place > after)
        ordered = [column.desc() if self.descending else column.asc() for column in self.columns]
        return statement.order_by(*ordered).limit(asked.limit + 1)

    def cut(self, rows: Sequence[T], asked: PageRequest) -> Page[T]:
        """The page itself, from the rows that `page` selected."""
        items = rows[: asked.limit]
        more = len(rows) > asked.limit
        return Page(items, self._after(items[-1], asked) if more else None)

    def _after(self, row: Any, asked: PageRequest) -> str:
        place = [getattr(row, column.key) for column in self.columns]
        return write_cursor(place, of=self.name, question=asked.question)


class PageArguments(RequestSchema):
    """`?after=` and `?limit=`; the filters of a list inherit from it and take them out with `page_request`."""

    after = PlainText(longest=MAX_CURSOR_LENGTH, load_default=None)
    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT, error="Ask for {min} to {max}. / Minta {min} sampai {max}."),
    )


def page_request(query: dict[str, Any]) -> PageRequest:
    """Takes the paging out of a loaded query; what is left are the filters, which its cursors belong to."""
    limit, after = query.pop("limit"), query.pop("after")
    return PageRequest(limit=limit, after=after, question=digest_of_question(query))


def page_schema(item: type[Schema]) -> type[Schema]:
    """The answer's schema for a page of these items."""
    shape = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(allow_none=True, required=True),
    }
    return Schema.from_dict(shape, name=f"{item.__name__.removesuffix('Schema')}PageSchema")  # type: ignore[arg-type] # fields are fields
