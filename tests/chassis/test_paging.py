from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from marshmallow import Schema, ValidationError, fields
from sqlalchemy import DateTime, Engine, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from chassis.errors import InvalidInputError
from chassis.paging import MAX_LIMIT, Order, PageArguments, PageRequest, page_request, page_schema
from tests.support.postgres import FreshDatabases

NOON = datetime(2024, 3, 8, 5, tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    name: Mapped[str]
    size: Mapped[int]


NEWEST = Order("things", (Thing.at, Thing.id), descending=True)
BY_NAME = Order("names", (Thing.name, Thing.size, Thing.id))


@pytest.fixture
def engine(fresh_database: FreshDatabases) -> Iterator[Engine]:
    database = fresh_database("cases")
    owner = create_engine(database.owner_url)
    Base.metadata.create_all(owner)
    rows = [
        {
            "id": UUID(int=number),
            "at": NOON + timedelta(microseconds=number // 3),
            "name": "ab"[number % 2],
            "size": number % 3,
        }
        for number in range(10)
    ]
    with owner.begin() as connection:
        connection.execute(insert(Thing), rows)
    yield owner
    owner.dispose()


def walked(engine: Engine, order: Order, limit: int) -> list[Thing]:
    """Everything, page by page."""
    things: list[Thing] = []
    asked = PageRequest(limit)
    with Session(engine) as session:
        while True:
            page = order.cut(session.scalars(order.page(select(Thing), asked)).all(), asked)
            things += page.items
            if page.next is None:
                return things
            asked = PageRequest(limit, page.next)


@pytest.mark.parametrize("limit", [1, 3, 5, 10, 11])
def test_the_pages_are_the_whole_list_in_order(engine: Engine, limit: int) -> None:
    newest = walked(engine, NEWEST, limit)
    assert [thing.id.int for thing in newest] == list(range(9, -1, -1))
    by_name = walked(engine, BY_NAME, limit)
    assert by_name == sorted(by_name, key=lambda thing: (thing.name, thing.size, thing.id))
    assert len(by_name) == 10


def test_a_row_added_before_the_cursor_shifts_nothing(engine: Engine) -> None:
    with Session(engine) as session:
        first = PageRequest(limit=4)
        page = NEWEST.cut(session.scalars(NEWEST.page(select(Thing), first)).all(), first)
        session.add(Thing(id=UUID(int=99), at=NOON + timedelta(days=1), name="new", size=0))
        session.flush()
        second = PageRequest(limit=4, after=page.next)
        rest = NEWEST.cut(session.scalars(NEWEST.page(select(Thing), second)).all(), second)
        assert [thing.id.int for thing in rest.items] == [5, 4, 3, 2]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "A" * 1001,
        encoded(5),
        encoded([]),
        encoded(["things"]),
        encoded(["names", "a", 1, str(UUID(int=1))]),
        encoded(["things", "yesterday", str(UUID(int=1))]),
        encoded(["things", NOON.isoformat(), "no-uuid"]),
        encoded(["things", NOON.isoformat(), 5]),
        encoded(["things", None, None]),
        encoded({"things": 1}),
        "WyI" * 50,
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        NEWEST.page(select(Thing), PageRequest(after=cursor))
    assert refused.value.fields[0].field == "after"


def test_a_text_that_cannot_be_stored_is_no_cursor() -> None:
    with pytest.raises(InvalidInputError):
        BY_NAME.page(select(Thing), PageRequest(after=encoded(["names", "\x00", 1, str(UUID(int=1))])))


def test_the_limit_is_bounded() -> None:
    assert page_request(dict(PageArguments().load({}))) == PageRequest()
    assert page_request(dict(PageArguments().load({"limit": "200"}))).limit == MAX_LIMIT
    for limit in (0, -1, MAX_LIMIT + 1, "x", ""):
        with pytest.raises(ValidationError):
            PageArguments().load({"limit": limit})


def test_a_page_turns_into_an_answer() -> None:
    class ItemSchema(Schema):
        name = fields.String()

    schema = page_schema(ItemSchema)
    page = NEWEST.cut([Thing(id=UUID(int=1), at=NOON, name="a", size=1)], PageRequest())
    assert schema().dump(page) == {"items": [{"name": "a"}], "next": None}
    assert schema.__name__ == "ItemPageSchema"
