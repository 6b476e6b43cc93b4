"""Request fields whose refusals speak both languages, and texts that PostgreSQL can hold."""

from __future__ import annotations

import unicodedata
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

KEPT_CONTROLS = "\n\r\t"

# marshmallow's own sentences go on being English; these follow them.
INDONESIAN = {
    "required": "Wajib diisi.",
    "null": "Tidak boleh null.",
    "invalid": "Nilai ini tidak sesuai jenisnya.",
    "unknown": "Pilih salah satu yang disebut.",
    "type": "Nilai ini tidak sesuai jenisnya.",
    "invalid_uuid": "Bukan UUID.",
}


class RequestSchema(Schema):
    """A body or query in which an unknown field is refused, not a typo that passes."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow merges these when the class is made
        "unknown": "There is no such field; remove it or correct its name. / "
        "Tidak ada isian ini; hapus atau perbaiki namanya.",
        "type": "Send an object with named fields. / Kirim objek dengan isian bernama.",
    }

    def load(self, data: Any, *, many: bool | None = None, partial: Any = None, unknown: Any = None) -> Any:
        """Unknown names are refused in a query too, where webargs would drop them."""
        del unknown
        return super().load(data, many=many, partial=partial, unknown=RAISE)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Add the Indonesian sentence to each refusal of the field, and of the items of a list."""
        super().on_bind_field(field_name, field_obj)
        _speak_both(field_obj)
        if isinstance(field_obj, fields.List):
            _speak_both(field_obj.inner)


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
        if not is_plain(text):
            raise ValidationError(
                "Remove control characters such as U+0000. / Hapus karakter kendali seperti U+0000."
            )
        return text


def _speak_both(field: fields.Field[Any]) -> None:
    said = {
        key: text for key, text in field.error_messages.items() if key in INDONESIAN and " / " not in text
    }
    field.error_messages.update({key: f"{text} / {INDONESIAN[key]}" for key, text in said.items()})


def is_plain(text: str) -> bool:
    """No control characters but line breaks and tabs, and no halves of characters: PostgreSQL can hold it."""
    return all(
        unicodedata.category(character) not in ("Cc", "Cs") or character in KEPT_CONTROLS
        for character in text
    )
