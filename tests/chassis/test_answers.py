"""Rows of answers are what marshmallow writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from marshmallow import Schema, fields

from chassis.answers import RowSchema


class Colour(StrEnum):
    RED = "red"


class Doubled(fields.String):
    """A field with a mind of its own."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        del attr, obj, options
        return None if value is None else f"{value}{value}"


SHAPE: dict[str, Any] = {
    "id": fields.UUID(),
    "at": fields.DateTime(),
    "on": fields.Date(),
    "count": fields.Integer(),
    "sure": fields.Boolean(),
    "colour": fields.Enum(Colour, by_value=True),
    "names": fields.List(fields.String()),
    "shown": fields.String(attribute="kept", data_key="shown-as"),
    "twice": Doubled(),
    "inner": fields.Nested(Schema.from_dict({"id": fields.UUID()})),
}
Fast = type("Fast", (RowSchema,), dict(SHAPE))
Plain = type("Plain", (Schema,), dict(SHAPE))


SEVEN = UUID(int=7)


@dataclass
class Thing:
    id: UUID | None = SEVEN
    at: datetime | None = datetime(2024, 1, 29, 9, tzinfo=UTC)
    on: date | None = date(2024, 1, 29)
    count: int | None = 3
    sure: bool | None = True
    colour: Colour | None = Colour.RED
    names: list[str] | None = field(default_factory=lambda: ["a", "b"])
    kept: str | None = "x"
    twice: str | None = "y"
    inner: Any = field(default_factory=lambda: SimpleNamespace(id=UUID(int=8)))


THINGS = [Thing(), Thing(**dict.fromkeys(vars(Thing())))]


@pytest.mark.parametrize("thing", THINGS, ids=["full", "empty"])
def test_a_row_is_written_as_marshmallow_writes_it(thing: Thing) -> None:
    assert Fast().dump(thing) == Plain().dump(thing)
    assert Fast().dump(vars(thing)) == Plain().dump(vars(thing))


def test_many_rows_are_written_one_by_one() -> None:
    assert Fast(many=True).dump(THINGS) == Plain().dump(THINGS, many=True)
    page = Schema.from_dict({"items": fields.List(fields.Nested(Fast))})
    assert page().dump({"items": THINGS})["items"] == Plain().dump(THINGS, many=True)


def test_what_is_not_there_is_left_out() -> None:
    assert Fast().dump({"count": 1, "unknown": 2}) == {"count": 1}
