"""Request fields whose refusals speak both languages, and texts that PostgreSQL can hold."""

from __future__ import annotations

import unicodedata
from typing import Any

from marshmallow import ValidationError, fields

KEPT_CONTROLS = "\n\r\t"


class PlainText(fields.String):
    """A text without U+0000, other control characters or half characters; outer blanks are dropped."""

    def __init__(self, *, longest: int, shortest: int = 1, **options: Any) -> None:
        super().__init__(**options)
        self._shortest = shortest
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options).strip()
        if not self._shortest <= len(text) <= self._longest:
            raise ValidationError(
                f"Write {self._shortest} to {self._longest} characters. / "
                f"Tulis {self._shortest} sampai {self._longest} karakter."
            )
        if any(_unwritable(character) for character in text):
            raise ValidationError(
                "Remove control characters such as U+0000. / Hapus karakter kendali seperti U+0000."
            )
        return text


def _unwritable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") and character not in KEPT_CONTROLS
