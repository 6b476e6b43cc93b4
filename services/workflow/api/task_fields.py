"""Fields of requests and answers about tasks that more than one address speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from marshmallow import ValidationError, fields

from chassis.fields import PlainText
from workflow.domain.inbox import Sort, Sorting
from workflow.domain.task import Priority

LONGEST_SORT = 20
LONGEST_TEXT = 200
LONGEST_COLUMNS = 1000
A_WORD = re.compile(r"[^\W_]")
PRIORITIES = {priority.name.lower(): priority for priority in Priority}


class PriorityField(fields.String):
    """`high`, `normal` or `low`."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        del attr, obj, options
        return None if value is None else Priority(value).name.lower()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        name = super()._deserialize(value, attr, data, **options)
        if name not in PRIORITIES:
            raise ValidationError("Choose high, normal or low. / Pilih high, normal, atau low.")
        return PRIORITIES[name]


class SortField(PlainText):
    """One of the orders; `-` before it turns it round."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST_SORT, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        try:
            return Sorting.parse(text)
        except ValueError:
            offered = ", ".join(Sort)
            raise ValidationError(
                f"Sort by one of {offered}, with - before it for the other direction. / "
                f"Urutkan menurut salah satu dari {offered}, dengan - di depannya untuk arah sebaliknya."
            ) from None


class TextField(PlainText):
    """Words to look for; signs between them count for nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST_TEXT, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if A_WORD.search(text) is None:
            raise ValidationError(
                "Write at least one letter or digit. / Tulis setidaknya satu huruf atau angka."
            )
        return text


class ColumnsField(PlainText):
    """The columns that are asked for, with commas between them."""

    def __init__(self, offered: Collection[str], **options: Any) -> None:
        super().__init__(longest=LONGEST_COLUMNS, **options)
        self._offered = offered

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        names = [name.strip() for name in super()._deserialize(value, attr, data, **options).split(",")]
        unknown = sorted(set(names) - set(self._offered))
        if unknown:
            said, offered = ", ".join(unknown) or "''", ", ".join(self._offered)
            raise ValidationError(
                f"There is no column {said}; choose among {offered}. / Tidak ada kolom {said}; pilih dari {offered}."
            )
        return frozenset(names)
