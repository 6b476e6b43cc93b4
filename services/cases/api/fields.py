"""Request fields in the words of a case; they check the shape, the domain checks the truth."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from cases.domain.facts import Fact
from cases.domain.offices import Level, Zone
from chassis.fields import PlainText, RequestSchema

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
CODE_LENGTH = 10
DOCUMENT_LENGTH = 200


class Moment(fields.Field[date | datetime]):
    """A day, or an instant with its offset; nothing in between."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> date | datetime:
        del attr, data, options
        try:
            if isinstance(value, str) and DAY.fullmatch(value):
                return date.fromisoformat(value)
            if isinstance(value, str) and INSTANT.fullmatch(value):
                return datetime.fromisoformat(value)
        except ValueError:
            pass  # such as 30 February: the same advice
        raise ValidationError(
            "Write an existing day such as 2024-03-08, or an instant with its offset such as "
            "2024-03-08T14:30:00+07:00, or null. / Tulis tanggal yang ada, misalnya 2024-03-08, atau waktu "
            "dengan selisih zonanya, misalnya 2024-03-08T14:30:00+07:00, atau null."
        )


class FactSchema(RequestSchema):
    """A fact value: when it happened, null for unknown, and the document that proves it."""

    at = Moment(
        required=True,
        allow_none=True,
        metadata={"type": ["string", "null"], "examples": ["2024-03-08", "2024-03-08T14:30:00+07:00", None]},
    )
    document = PlainText(longest=DOCUMENT_LENGTH, allow_none=True, load_default=None)
    zone = fields.Enum(Zone, by_value=True, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Fact:
        return Fact(**data)


def office_field(*, required: bool = False) -> PlainText:
    """A Kemendagri code; whether it is an office is for the domain to say."""
    if required:
        return PlainText(longest=CODE_LENGTH, required=True)
    return PlainText(longest=CODE_LENGTH, load_default=None)


def level_field() -> fields.Enum[Level]:
    """May be left out: the office's code says it."""
    return fields.Enum(Level, by_value=True, load_default=None)


def region_field() -> fields.String:
    """Bawaslu's own code of a region, as it stands in numbers."""
    return fields.String(
        required=True,
        validate=validate.Regexp(
            r"[0-9]{2}\.[0-9]{2}\Z",
            error="Write Bawaslu's code of the region, such as 13.19. / Isi kode wilayah Bawaslu, misalnya 13.19.",
        ),
    )
