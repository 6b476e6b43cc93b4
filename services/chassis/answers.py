"""Answers with many rows: what marshmallow writes, by a plan that is made once a schema instead of once a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema, fields

Write = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _iso(value: Any) -> str:
    return str(value.isoformat())


def _coded(value: Any) -> Any:
    return value.value


WRITES: Mapping[type[fields.Field[Any]], Write] = {
    fields.String: _same,
    fields.Integer: _same,
    fields.Boolean: _same,
    fields.UUID: str,
    fields.DateTime: _iso,
    fields.Date: _iso,
}
"""Fields of exactly these kinds, as their values stand in the domain; others are asked themselves."""


class RowSchema(Schema):
    """The schema of a row that comes many at a time, from an object or a mapping of attributes."""

    @cached_property
    def _plan(self) -> list[tuple[str, str, Write]]:
        return [
            (found.data_key or name, found.attribute or name, self._write(name, found))
            for name, found in self.dump_fields.items()
        ]

    def _write(self, name: str, found: fields.Field[Any]) -> Write:
        if isinstance(found, fields.Enum) and found.by_value:
            return _coded
        if isinstance(found, fields.List) and type(found.inner) is fields.String:
            return list
        return WRITES.get(type(found)) or (lambda value: found._serialize(value, name, None))  # noqa: SLF001 - what a field does to one value

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """As marshmallow's, for attributes that are there: no dotted names, no defaults, no hooks."""
        if self.many if many is None else many:
            return [self._written(each) for each in obj]
        return self._written(obj)

    def _written(self, row: Any) -> dict[str, Any]:
        values = row if isinstance(row, Mapping) else vars(row)
        return {
            key: None if (value := values[name]) is None else write(value)
            for key, name, write in self._plan
            if name in values
        }
